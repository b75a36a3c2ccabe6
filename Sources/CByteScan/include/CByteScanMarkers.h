/// Looks for many short texts at once: three bytes of each, its fingerprint, are enough to rule out nearly every
/// position. The method is Teddy of the Hyperscan project: two table look-ups by half bytes tell for 16 positions which
/// of eight buckets of fingerprints have such a byte there. The caller compares the whole text where one matches.
///
/// Every pointer is borrowed for the call. The loads at `i`, `i + 1` and `i + 2` happen only after a comparison of
/// the end of the last of them with `count`; the last bytes are looked at one by one.
#ifndef CBYTESCANMARKERS_H
#define CBYTESCANMARKERS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/// For each of a fingerprint's three bytes the buckets that have such a low and such a high half there, a bit each.
typedef struct {
  uint8_t low[3][16], high[3][16];
} cbytescan_fingerprints;

/// A position at which a fingerprint of one of these buckets may stand; `position == count` when there is none.
typedef struct {
  size_t position;
  uint8_t buckets;
} cbytescan_candidate;

/// Adds a fingerprint to a bucket, 0 to 7. A count of fewer than three bytes leaves open what follows.
static inline void cbytescan_add_fingerprint(
    cbytescan_fingerprints *set, const uint8_t *bytes, size_t count, unsigned bucket) {
  uint8_t bit = (uint8_t)(1u << bucket);
  for (size_t i = 0; i < 3; i++) {
    if (i < count) {
      set->low[i][bytes[i] & 15] |= bit;
      set->high[i][bytes[i] >> 4] |= bit;
    } else {
      for (size_t half = 0; half < 16; half++) {
        set->low[i][half] |= bit;
        set->high[i][half] |= bit;
      }
    }
  }
}

/// The buckets of which a fingerprint may stand at bytes[0..<3].
static inline uint8_t cbytescan_buckets_at(const cbytescan_fingerprints *set, const uint8_t *bytes) {
  uint8_t buckets = 0xFF;
  for (int i = 0; i < 3; i++) buckets &= set->low[i][bytes[i] & 15] & set->high[i][bytes[i] >> 4];
  return buckets;
}

/// The plain way, for the last bytes and for machines without a look-up by bytes. Beyond the end stand zeros.
static inline cbytescan_candidate cbytescan_next_candidate_plain(
    const cbytescan_fingerprints *set, const uint8_t *bytes, size_t from, size_t count, uint8_t wanted) {
  for (size_t i = from; i < count; i++) {
    uint8_t window[3] = {bytes[i], 0, 0};
    for (size_t k = 1; k < 3 && i + k < count; k++) window[k] = bytes[i + k];
    uint8_t buckets = cbytescan_buckets_at(set, window) & wanted;
    if (buckets) return (cbytescan_candidate){i, buckets};
  }
  return (cbytescan_candidate){count, 0};
}

#if defined(__x86_64__) || (defined(__ARM_NEON) && defined(__aarch64__))

#if defined(__x86_64__)
// Not part of the baseline, but of every processor since 2006 (Intel) and 2011 (AMD): asked for at run time.
#define CBYTESCAN_LOOKUP __attribute__((target("ssse3")))
typedef __m128i cbytescan_lanes16;
#define CBYTESCAN_LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define CBYTESCAN_AND(a, b) _mm_and_si128(a, b)
#define CBYTESCAN_HALVES(v, table_low, table_high) \
  _mm_and_si128( \
      _mm_shuffle_epi8(table_low, _mm_and_si128(v, _mm_set1_epi8(15))), \
      _mm_shuffle_epi8(table_high, _mm_and_si128(_mm_srli_epi16(v, 4), _mm_set1_epi8(15))))
#define CBYTESCAN_SPLAT(byte) _mm_set1_epi8((char)(byte))
/// A bit for each lane that is not zero.
#define CBYTESCAN_HITS(v) (0xFFFFu ^ (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())))
#define CBYTESCAN_FIRST(hits) ((size_t)__builtin_ctzll(hits))
#else
#define CBYTESCAN_LOOKUP
typedef uint8x16_t cbytescan_lanes16;
#define CBYTESCAN_LOAD(p) vld1q_u8(p)
#define CBYTESCAN_AND(a, b) vandq_u8(a, b)
#define CBYTESCAN_HALVES(v, table_low, table_high) \
  vandq_u8(vqtbl1q_u8(table_low, vandq_u8(v, vdupq_n_u8(15))), vqtbl1q_u8(table_high, vshrq_n_u8(v, 4)))
#define CBYTESCAN_SPLAT(byte) vdupq_n_u8(byte)
/// Four bits for each lane: the usual stand-in for movemask.
#define CBYTESCAN_HITS(v) \
  vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(vtstq_u8(v, v)), 4)), 0)
#define CBYTESCAN_FIRST(hits) ((size_t)__builtin_ctzll(hits) >> 2)
#endif

/// 16 positions at a time.
CBYTESCAN_LOOKUP static inline cbytescan_candidate cbytescan_next_candidate_lanes(
    const cbytescan_fingerprints *set, const uint8_t *bytes, size_t from, size_t count, uint8_t wanted) {
  const cbytescan_lanes16 low0 = CBYTESCAN_LOAD(set->low[0]), high0 = CBYTESCAN_LOAD(set->high[0]);
  const cbytescan_lanes16 low1 = CBYTESCAN_LOAD(set->low[1]), high1 = CBYTESCAN_LOAD(set->high[1]);
  const cbytescan_lanes16 low2 = CBYTESCAN_LOAD(set->low[2]), high2 = CBYTESCAN_LOAD(set->high[2]);
  const cbytescan_lanes16 mask = CBYTESCAN_SPLAT(wanted);
  size_t i = from;
  for (; i + 18 <= count; i += 16) {
    cbytescan_lanes16 first = CBYTESCAN_LOAD(bytes + i), second = CBYTESCAN_LOAD(bytes + i + 1);
    cbytescan_lanes16 third = CBYTESCAN_LOAD(bytes + i + 2);
    cbytescan_lanes16 found = CBYTESCAN_AND(
        CBYTESCAN_AND(CBYTESCAN_HALVES(first, low0, high0), CBYTESCAN_HALVES(second, low1, high1)),
        CBYTESCAN_AND(CBYTESCAN_HALVES(third, low2, high2), mask));
    const uint64_t hits = CBYTESCAN_HITS(found);
    if (!hits) continue;
    size_t position = i + CBYTESCAN_FIRST(hits);
    return (cbytescan_candidate){position, cbytescan_buckets_at(set, bytes + position) & wanted};
  }
  return cbytescan_next_candidate_plain(set, bytes, i, count, wanted);
}

#undef CBYTESCAN_LOOKUP
#undef CBYTESCAN_LOAD
#undef CBYTESCAN_AND
#undef CBYTESCAN_HALVES
#undef CBYTESCAN_SPLAT
#undef CBYTESCAN_HITS
#undef CBYTESCAN_FIRST
#endif

#if defined(__x86_64__)
#define CBYTESCAN_AVX2 __attribute__((target("avx2")))

/// A table of 16 bytes in both halves.
CBYTESCAN_AVX2 static inline __m256i cbytescan_table(const uint8_t *table) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

/// The buckets that have such bytes at one place of a fingerprint.
CBYTESCAN_AVX2 static inline __m256i cbytescan_buckets32(const uint8_t *bytes, __m256i low, __m256i high) {
  const __m256i half = _mm256_set1_epi8(15), v = _mm256_loadu_si256((const __m256i *)bytes);
  return _mm256_and_si256(
      _mm256_shuffle_epi8(low, _mm256_and_si256(v, half)),
      _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(v, 4), half)));
}

/// 32 positions at a time; for the last bytes 16. Written out, as loops in headers are not unrolled.
CBYTESCAN_AVX2 static inline cbytescan_candidate cbytescan_next_candidate_avx2(
    const cbytescan_fingerprints *set, const uint8_t *bytes, size_t from, size_t count, uint8_t wanted) {
  const __m256i mask = _mm256_set1_epi8((char)wanted);
  const __m256i low0 = cbytescan_table(set->low[0]), high0 = cbytescan_table(set->high[0]);
  const __m256i low1 = cbytescan_table(set->low[1]), high1 = cbytescan_table(set->high[1]);
  const __m256i low2 = cbytescan_table(set->low[2]), high2 = cbytescan_table(set->high[2]);
  size_t i = from;
  for (; i + 34 <= count; i += 32) {
    const __m256i found = _mm256_and_si256(
        _mm256_and_si256(cbytescan_buckets32(bytes + i, low0, high0), cbytescan_buckets32(bytes + i + 1, low1, high1)),
        cbytescan_buckets32(bytes + i + 2, low2, high2));
    if (_mm256_testz_si256(found, mask)) continue;
    const __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(found, mask), _mm256_setzero_si256());
    const size_t position = i + (size_t)__builtin_ctz(~(unsigned)_mm256_movemask_epi8(none));
    return (cbytescan_candidate){position, cbytescan_buckets_at(set, bytes + position) & wanted};
  }
  return cbytescan_next_candidate_lanes(set, bytes, i, count, wanted);
}

#undef CBYTESCAN_AVX2

#define CBYTESCAN_AVX512 __attribute__((target("avx512f,avx512bw")))

/// The buckets that have such bytes at one place of a fingerprint.
CBYTESCAN_AVX512 static inline __m512i cbytescan_buckets64(const uint8_t *bytes, __m512i low, __m512i high) {
  const __m512i half = _mm512_set1_epi8(15), v = _mm512_loadu_si512(bytes);
  return _mm512_and_si512(
      _mm512_shuffle_epi8(low, _mm512_and_si512(v, half)),
      _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16(v, 4), half)));
}

/// 64 positions at a time; for the last bytes 32.
CBYTESCAN_AVX512 static inline cbytescan_candidate cbytescan_next_candidate_avx512(
    const cbytescan_fingerprints *set, const uint8_t *bytes, size_t from, size_t count, uint8_t wanted) {
#define CBYTESCAN_TABLE(table) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(table)))
  const __m512i mask = _mm512_set1_epi8((char)wanted);
  const __m512i low0 = CBYTESCAN_TABLE(set->low[0]), high0 = CBYTESCAN_TABLE(set->high[0]);
  const __m512i low1 = CBYTESCAN_TABLE(set->low[1]), high1 = CBYTESCAN_TABLE(set->high[1]);
  const __m512i low2 = CBYTESCAN_TABLE(set->low[2]), high2 = CBYTESCAN_TABLE(set->high[2]);
#undef CBYTESCAN_TABLE
  size_t i = from;
  for (; i + 66 <= count; i += 64) {
    const __m512i found = _mm512_and_si512(
        _mm512_and_si512(cbytescan_buckets64(bytes + i, low0, high0), cbytescan_buckets64(bytes + i + 1, low1, high1)),
        cbytescan_buckets64(bytes + i + 2, low2, high2));
    const uint64_t hits = _mm512_test_epi8_mask(found, mask);
    if (hits == 0) continue;
    const size_t position = i + (size_t)__builtin_ctzll(hits);
    return (cbytescan_candidate){position, cbytescan_buckets_at(set, bytes + position) & wanted};
  }
  return cbytescan_next_candidate_avx2(set, bytes, i, count, wanted);
}

#undef CBYTESCAN_AVX512
#endif

/// The first position from `from` on at which a fingerprint of one of the `wanted` buckets (a bit each) may stand.
/// Positions less than three bytes from the end count too: what a fingerprint lacks there is taken for zeros.
static inline cbytescan_candidate cbytescan_next_candidate(
    const cbytescan_fingerprints *set, const uint8_t *bytes, size_t from, size_t count, uint8_t wanted) {
#if defined(__x86_64__)
  if (cbytescan_has_avx512()) return cbytescan_next_candidate_avx512(set, bytes, from, count, wanted);
  if (__builtin_cpu_supports("avx2")) return cbytescan_next_candidate_avx2(set, bytes, from, count, wanted);
  if (__builtin_cpu_supports("ssse3")) return cbytescan_next_candidate_lanes(set, bytes, from, count, wanted);
#elif defined(__ARM_NEON) && defined(__aarch64__)
  return cbytescan_next_candidate_lanes(set, bytes, from, count, wanted);
#endif
  return cbytescan_next_candidate_plain(set, bytes, from, count, wanted);
}

#endif
