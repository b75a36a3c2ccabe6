/// Finds the end of a JSON object or array by its brackets: quotes, escapes and brackets of 64 bytes at a time as bit
/// masks, depth by counting. With SSE2 or portable C for every machine, with AVX2 where the processor has it: 1.5 to 2
/// times as fast, and with AVX-512.
///
/// Bytes are borrowed for the call; blocks of 64 are loaded from `bytes`, and the byte behind a block is looked at. So the
/// caller keeps 64 bytes beyond `count` readable, or one where `count` is a multiple of 64.
#ifndef CBYTESCANSTRUCTURE_H
#define CBYTESCANSTRUCTURE_H

#include "CByteScan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// What is known between two blocks.
typedef struct {
  /// Brackets that are open.
  int64_t depth;
  /// All ones while a string is open at the end of the last block.
  uint64_t in_string;
  /// 1 when the last block ended in a backslash that escapes the next byte.
  uint64_t escapes_next;
} cbytescan_structure;

typedef enum {
  /// The value goes on behind the bytes.
  cbytescan_open = 0,
  /// `position` is behind the bracket that closes the value.
  cbytescan_closed,
  /// A line feed stands inside a string at `position`.
  cbytescan_broken,
  /// A line inside the value begins with a bracket at `position`. The state is that of this place: the scan may go on.
  cbytescan_line,
} cbytescan_outcome;

typedef struct {
  size_t position;
  cbytescan_outcome outcome;
} cbytescan_scanned;

/// Bytes behind an odd number of backslashes (simdjson's method: carries of an addition run along each sequence).
static inline uint64_t cbytescan_escaped(uint64_t backslashes, uint64_t *escapes_next) {
  if ((backslashes | *escapes_next) == 0) return 0;
  const uint64_t even = 0x5555555555555555u;
  const uint64_t starting = backslashes & ~*escapes_next;
  const uint64_t following = starting << 1 | *escapes_next;
  const uint64_t odd_starts = starting & ~even & ~following;
  unsigned long long sequences;
  *escapes_next = (uint64_t)__builtin_uaddll_overflow(odd_starts, starting, &sequences);
  return (even ^ (uint64_t)sequences << 1) & following;
}

/// One block, of which only the bytes `inside` count. True when the scan ends in it: `scanned` tells how, counted from
/// the block.
static inline __attribute__((always_inline)) int cbytescan_scan_block(
    cbytescan_structure *s, const uint8_t *block, const uint64_t inside, cbytescan_scanned *scanned,
    cbytescan_masks (*masks64)(const uint8_t *), uint64_t (*prefix_xor)(uint64_t)) {
  const cbytescan_masks masks = masks64(block);
  const uint64_t quotes = masks.quote & ~cbytescan_escaped(masks.backslash, &s->escapes_next) & inside;
  const uint64_t string = prefix_xor(quotes) ^ s->in_string;
  s->in_string = (uint64_t)((int64_t)string >> 63);
  const uint64_t open = masks.open & ~string & inside, close = masks.close & ~string & inside;
  const uint64_t broken = masks.line_feed & string & inside;
  // Pretty-printed values are indented, so that a bracket right behind a line feed is rare.
  uint64_t lines = masks.line_feed & ~string & inside;
  if (lines) lines &= open >> 1 | (uint64_t)((block[64] | 0x20) == '{') << 63;
  if ((broken | lines) == 0) {
    const int64_t depth = s->depth;
    const int closed = __builtin_popcountll(close);
    s->depth += __builtin_popcountll(open) - closed;
    if (depth > closed) return 0;
    // The value ends at the first closing bracket that closes as many as are open before it.
    int64_t left = depth;
    for (uint64_t rest = close; rest; rest &= rest - 1) {
      const uint64_t before = (rest & (0 - rest)) - 1;
      left--;
      if (left + __builtin_popcountll(open & before) != 0) continue;
      *scanned = (cbytescan_scanned){(size_t)__builtin_ctzll(rest) + 1, cbytescan_closed};
      return 1;
    }
    return 0;
  }
  for (uint64_t rest = open | close | broken | lines; rest; rest &= rest - 1) {
    const uint64_t bit = rest & (0 - rest);
    const size_t at = (size_t)__builtin_ctzll(rest);
    if (broken & bit) {
      *scanned = (cbytescan_scanned){at, cbytescan_broken};
      return 1;
    }
    if (lines & bit) {
      *s = (cbytescan_structure){s->depth, 0, 0};
      *scanned = (cbytescan_scanned){at + 1, cbytescan_line};
      return 1;
    }
    s->depth += open & bit ? 1 : -1;
    if (s->depth == 0) {
      *scanned = (cbytescan_scanned){at + 1, cbytescan_closed};
      return 1;
    }
  }
  return 0;
}

/// The loop, for any way to make masks. `count` is a multiple of 64 unless the input ends with it; the byte behind is
/// looked at too.
static inline __attribute__((always_inline)) cbytescan_scanned cbytescan_scan_by(
    cbytescan_structure *state, const uint8_t *bytes, size_t count, cbytescan_masks (*masks64)(const uint8_t *),
    uint64_t (*prefix_xor)(uint64_t)) {
  cbytescan_structure s = *state;
  cbytescan_scanned scanned = {count, cbytescan_open};
  size_t position = 0;
  for (; position + 64 <= count; position += 64)
    if (cbytescan_scan_block(&s, bytes + position, ~(uint64_t)0, &scanned, masks64, prefix_xor)) break;
  if (scanned.outcome == cbytescan_open && position < count)
    cbytescan_scan_block(
        &s, bytes + position, ((uint64_t)1 << (count - position)) - 1, &scanned, masks64, prefix_xor);
  if (scanned.outcome != cbytescan_open) scanned.position += position;
  *state = s;
  return scanned;
}

/// For every machine.
static inline cbytescan_scanned cbytescan_scan_plain(cbytescan_structure *state, const uint8_t *bytes, size_t count) {
  return cbytescan_scan_by(state, bytes, count, cbytescan_masks64, cbytescan_prefix_xor);
}

#if defined(__x86_64__)
#define CBYTESCAN_AVX2 __attribute__((target("avx2,pclmul,popcnt,bmi")))

CBYTESCAN_AVX2 static inline cbytescan_masks cbytescan_masks64_avx2(const uint8_t *bytes) {
  const __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
  const __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  // See cbytescan_masks64.
  const __m256i bit = _mm256_set1_epi8(0x20);
  const __m256i folded_low = _mm256_or_si256(low, bit), folded_high = _mm256_or_si256(high, bit);
#define CBYTESCAN_MASK(a, b, byte) \
  ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, _mm256_set1_epi8(byte))) \
   | (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, _mm256_set1_epi8(byte))) << 32)
  return (cbytescan_masks){
      .quote = CBYTESCAN_MASK(low, high, '"'),
      .backslash = CBYTESCAN_MASK(low, high, '\\'),
      .line_feed = CBYTESCAN_MASK(low, high, '\n'),
      .open = CBYTESCAN_MASK(folded_low, folded_high, '{'),
      .close = CBYTESCAN_MASK(folded_low, folded_high, '}'),
  };
#undef CBYTESCAN_MASK
}

/// A multiplication without carries by all ones is the exclusive or of all lower bits.
CBYTESCAN_AVX2 static inline uint64_t cbytescan_prefix_xor_clmul(uint64_t bits) {
  return (uint64_t)_mm_cvtsi128_si64(
      _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi8((char)0xFF), 0));
}

/// For processors that have AVX2, and then all else that is asked for here.
CBYTESCAN_AVX2 static inline cbytescan_scanned cbytescan_scan_avx2(
    cbytescan_structure *state, const uint8_t *bytes, size_t count) {
  return cbytescan_scan_by(state, bytes, count, cbytescan_masks64_avx2, cbytescan_prefix_xor_clmul);
}

#undef CBYTESCAN_AVX2

#define CBYTESCAN_AVX512 __attribute__((target("avx512f,avx512bw,pclmul,popcnt,bmi")))

CBYTESCAN_AVX512 static inline cbytescan_masks cbytescan_masks64_avx512(const uint8_t *bytes) {
  const __m512i block = _mm512_loadu_si512(bytes);
  // See cbytescan_masks64.
  const __m512i folded = _mm512_or_si512(block, _mm512_set1_epi8(0x20));
  return (cbytescan_masks){
      .quote = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"')),
      .backslash = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\\')),
      .line_feed = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n')),
      .open = _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('{')),
      .close = _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('}')),
  };
}

/// For processors that have AVX-512.
CBYTESCAN_AVX512 static inline cbytescan_scanned cbytescan_scan_avx512(
    cbytescan_structure *state, const uint8_t *bytes, size_t count) {
  return cbytescan_scan_by(state, bytes, count, cbytescan_masks64_avx512, cbytescan_prefix_xor_clmul);
}

#undef CBYTESCAN_AVX512
#endif

/// Scans bytes from the beginning of a value (with a state of zeros) or from where the last scan ended.
static inline cbytescan_scanned cbytescan_scan(cbytescan_structure *state, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (cbytescan_has_avx512()) return cbytescan_scan_avx512(state, bytes, count);
  if (cbytescan_has_avx2()) return cbytescan_scan_avx2(state, bytes, count);
#endif
  return cbytescan_scan_plain(state, bytes, count);
}

#endif
