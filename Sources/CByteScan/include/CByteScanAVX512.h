/// Loops over text for processors with AVX-512 VBMI2 (Intel from Ice Lake on, AMD from Zen 4 on): 32 or 64 bytes at a time,
/// and bytes are taken out or put in without a branch for each, which is what escapes cost everywhere else.
///
/// Bytes are borrowed for the call. A load of n bytes at `i` happens only after `i + n <= count`; whole vectors are written,
/// within the room that the functions ask for.
#ifndef CBYTESCANAVX512_H
#define CBYTESCANAVX512_H

#include "CByteScanAVX2.h"
#include "CByteScanStructure.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CBYTESCAN_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))

/// The lowest `n` bits, of at most 64.
CBYTESCAN_AVX512 static inline uint64_t cbytescan_low_bits(unsigned n) { return _bzhi_u64(~(uint64_t)0, n); }

/// Undoes the escapes of two characters in blocks of 64 bytes: what a backslash stands before is translated by a table, and
/// the backslashes are squeezed out. See `cbytescan_unescape_json`.
CBYTESCAN_AVX512 static inline cbytescan_progress cbytescan_unescape_json_avx512(
    const uint8_t *bytes, size_t count, uint8_t *target) {
  // By the low six bits of a letter; `"`, `\` and `/` stand for themselves.
  static const uint8_t meaning[64] = {
      ['b' & 63] = '\b', ['f' & 63] = '\f', ['n' & 63] = '\n', ['r' & 63] = '\r', ['t' & 63] = '\t'};
  const __m512i meanings = _mm512_loadu_si512(meaning);
  size_t i = 0, out = 0;
  while (i + 64 <= count) {
    const __m512i block = _mm512_loadu_si512(bytes + i);
    const uint64_t quotes = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"'));
    const uint64_t backslashes = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\\'));
    const uint64_t controls = _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(0x20));
    if (backslashes == 0) {
      _mm512_storeu_si512(target + out, block);
      const uint64_t stops = quotes | controls;
      if (stops) {
        const size_t length = (size_t)__builtin_ctzll(stops);
        return (cbytescan_progress){i + length, out + length};
      }
      i += 64;
      out += 64;
      continue;
    }
    uint64_t goes_on = 0;
    const uint64_t escaped = cbytescan_escaped(backslashes, &goes_on);
    const uint64_t starts = escaped >> 1 | goes_on << 63;
    const __m512i translated = _mm512_permutexvar_epi8(block, meanings);
    const uint64_t letters = escaped & _mm512_test_epi8_mask(translated, translated)
                             & _mm512_cmpeq_epi8_mask(
                                 _mm512_and_si512(block, _mm512_set1_epi8((char)0xE0)), _mm512_set1_epi8(0x60));
    const uint64_t known =
        letters | (escaped & (quotes | backslashes | _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('/'))));
    const uint64_t stops = (quotes & ~escaped) | controls | (escaped & ~known) >> 1;
    // An escape that the block cuts is left for the next.
    const unsigned limit = stops ? (unsigned)__builtin_ctzll(stops) : 64 - (unsigned)goes_on;
    const uint64_t kept = ~starts & cbytescan_low_bits(limit);
    const __m512i said = _mm512_mask_mov_epi8(block, letters, translated);
    _mm512_storeu_si512(target + out, _mm512_maskz_compress_epi8(kept, said));
    i += limit;
    out += (size_t)__builtin_popcountll(kept);
    if (stops) return (cbytescan_progress){i, out};
  }
  const cbytescan_progress rest = cbytescan_unescape_json_plain(bytes + i, count - i, target + out);
  return (cbytescan_progress){i + rest.read, out + rest.written};
}

/// Puts a backslash before each of the first `limit` bytes whose bit is set in `marked`, writes 64 bytes and returns how many
/// of them count.
CBYTESCAN_AVX512 static inline size_t cbytescan_put_backslashes(
    __m256i block, uint32_t marked, unsigned limit, uint8_t *target) {
  // Two places for each byte: one for a backslash, one for itself. The places that are not taken are squeezed out.
  const uint64_t own = 0xAAAAAAAAAAAAAAAAu;
  const uint64_t taken = (own | _pdep_u64(marked, ~own)) & cbytescan_low_bits(2 * limit);
  const __m512i bytes = _mm512_mask_expand_epi8(
      _mm512_set1_epi8('\\'), _pext_u64(own, taken), _mm512_castsi256_si512(block));
  _mm512_storeu_si512(target, bytes);
  return (size_t)__builtin_popcountll(taken);
}

/// See `cbytescan_escape_json`.
CBYTESCAN_AVX512 static inline size_t cbytescan_escape_json_avx512(
    const uint8_t *bytes, size_t count, uint8_t *target) {
  // What stands behind the backslash for a control character; 0 for those that take more.
  static const uint8_t letter[32] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
  const __m256i letters = _mm256_loadu_si256((const __m256i *)letter);
  size_t i = 0, out = 0;
  while (i + 32 <= count) {
    const __m256i block = _mm256_loadu_si256((const __m256i *)(bytes + i));
    const uint32_t controls = _mm256_cmplt_epu8_mask(block, _mm256_set1_epi8(0x20));
    const uint32_t special = controls | _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('"'))
                             | _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('\\'));
    if (special == 0) {
      _mm256_storeu_si256((__m256i *)(target + out), block);
      i += 32;
      out += 32;
      continue;
    }
    const __m256i translated = _mm256_permutexvar_epi8(block, letters);
    const uint32_t stops = controls & _mm256_testn_epi8_mask(translated, translated);
    const unsigned limit = stops ? (unsigned)__builtin_ctz(stops) : 32;
    out += cbytescan_put_backslashes(_mm256_mask_mov_epi8(block, controls, translated), special, limit, target + out);
    i += limit;
    if (stops) out += cbytescan_put_json_escape(bytes[i++], target + out);
  }
  return out + cbytescan_escape_json_plain(bytes + i, count - i, target + out);
}

/// See `cbytescan_quote_yaml`.
CBYTESCAN_AVX512 static inline cbytescan_progress cbytescan_quote_yaml_avx512(
    const uint8_t *p, size_t i, size_t limit, size_t count, uint8_t *target) {
  size_t out = 0;
  while (i + 32 <= limit && i + 34 <= count) {
    const __m256i block = _mm256_loadu_si256((const __m256i *)(p + i));
    const uint32_t special = _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('"'))
                             | _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('\\'));
    uint32_t stops = _mm256_cmplt_epu8_mask(block, _mm256_set1_epi8(0x20))
                     | _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8(0x7F));
    if (_mm256_movepi8_mask(block)) stops |= (uint32_t)_mm256_movemask_epi8(cbytescan_unprintable32(p + i));
    if ((special | stops) == 0) {
      _mm256_storeu_si256((__m256i *)(target + out), block);
      i += 32;
      out += 32;
      continue;
    }
    const unsigned length = stops ? (unsigned)__builtin_ctz(stops) : 32;
    out += cbytescan_put_backslashes(block, special, length, target + out);
    i += length;
    if (stops) return (cbytescan_progress){i, out};
  }
  const cbytescan_progress rest = cbytescan_quote_yaml_plain(p, i, limit, count, target + out);
  return (cbytescan_progress){rest.read, out + rest.written};
}

#undef CBYTESCAN_AVX512
#endif

#endif
