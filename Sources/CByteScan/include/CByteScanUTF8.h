/// Whether a text is UTF-8, 32 bytes at a time where the processor has AVX2: J. Keiser and D. Lemire, "Validating UTF-8
/// in less than one instruction per byte" (Software: Practice and Experience 51, 2021). Three look-ups by half bytes
/// of each byte and the one before tell every error that two bytes show; what is left is that the third and fourth byte
/// of a character continue it.
///
/// Bytes are borrowed for the call; a load of 32 at `i` happens only after `i + 32 <= count`, the rest is copied to a block
/// of its own.
#ifndef CBYTESCANUTF8_H
#define CBYTESCANUTF8_H

#include "CByteScanText.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CBYTESCAN_AVX2 __attribute__((target("avx2")))

/// The same 16 bytes in both halves.
#define CBYTESCAN_TABLE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/// Not zero in the lanes at which a character is broken. `before` holds the bytes of the block before.
CBYTESCAN_AVX2 static inline __m256i cbytescan_utf8_errors(__m256i block, __m256i before) {
  // Errors that a byte and the one before it show, a bit each.
  enum {
    too_short = 1 << 0,   // 11______ 0_______ or 11______ 11______
    too_long = 1 << 1,    // 0_______ 10______
    overlong_3 = 1 << 2,  // 11100000 100_____
    too_large = 1 << 3,   // 11110100 1001____ and above
    surrogate = 1 << 4,   // 11101101 101_____
    overlong_2 = 1 << 5,  // 1100000_ 10______
    too_large_1000 = 1 << 6,
    overlong_4 = 1 << 6,  // 11110000 1000____
    two_conts = 1 << 7,   // 10______ 10______: an error unless a character of three or four bytes goes on
    carry = too_short | too_long | two_conts
  };
  const __m256i half = _mm256_set1_epi8(15);
  const __m256i straddling = _mm256_permute2x128_si256(before, block, 0x21);
  const __m256i one_back = _mm256_alignr_epi8(block, straddling, 15);
  const __m256i first_high = _mm256_shuffle_epi8(
      CBYTESCAN_TABLE(
          too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long, (char)two_conts,
          (char)two_conts, (char)two_conts, (char)two_conts, too_short | overlong_2, too_short,
          too_short | overlong_3 | surrogate, too_short | too_large | too_large_1000 | overlong_4),
      _mm256_and_si256(_mm256_srli_epi16(one_back, 4), half));
  const char above = (char)(carry | too_large | too_large_1000);
  const __m256i first_low = _mm256_shuffle_epi8(
      CBYTESCAN_TABLE(
          (char)(carry | overlong_3 | overlong_2 | overlong_4), (char)(carry | overlong_2), (char)carry, (char)carry,
          (char)(carry | too_large), above, above, above, above, above, above, above, above,
          (char)(carry | too_large | too_large_1000 | surrogate), above, above),
      _mm256_and_si256(one_back, half));
  const char low = (char)(too_long | overlong_2 | two_conts);
  const __m256i second_high = _mm256_shuffle_epi8(
      CBYTESCAN_TABLE(
          too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
          (char)(low | overlong_3 | too_large_1000 | overlong_4), (char)(low | overlong_3 | too_large),
          (char)(low | surrogate | too_large), (char)(low | surrogate | too_large), too_short, too_short, too_short,
          too_short),
      _mm256_and_si256(_mm256_srli_epi16(block, 4), half));
  const __m256i special = _mm256_and_si256(_mm256_and_si256(first_high, first_low), second_high);
  // A lead of three or four bytes two back, of four bytes three back: here two continuations in a row are right.
  const __m256i two_back = _mm256_alignr_epi8(block, straddling, 14);
  const __m256i three_back = _mm256_alignr_epi8(block, straddling, 13);
  const __m256i goes_on = _mm256_or_si256(
      _mm256_subs_epu8(two_back, _mm256_set1_epi8((char)(0xE0 - 0x80))),
      _mm256_subs_epu8(three_back, _mm256_set1_epi8((char)(0xF0 - 0x80))));
  return _mm256_xor_si256(_mm256_and_si256(goes_on, _mm256_set1_epi8((char)0x80)), special);
}

/// For processors that have AVX2.
CBYTESCAN_AVX2 static inline int cbytescan_is_utf8_avx2(const uint8_t *p, size_t count) {
  __m256i errors = _mm256_setzero_si256(), before = _mm256_setzero_si256();
  int was_ascii = 1, all_ascii = 1;
  for (size_t i = 0; i < count; i += 32) {
    __m256i block;
    if (i + 32 <= count) {
      block = _mm256_loadu_si256((const __m256i *)(p + i));
    } else {
      // Most texts are ASCII up to their ends, which the last 32 bytes tell.
      if (was_ascii && _mm256_movemask_epi8(_mm256_loadu_si256((const __m256i *)(p + count - 32))) == 0) break;
      uint8_t rest[32] = {0};
      memcpy(rest, p + i, count - i);
      block = _mm256_loadu_si256((const __m256i *)rest);
    }
    const int is_ascii = _mm256_movemask_epi8(block) == 0;
    // Behind ASCII, ASCII is right.
    if (!is_ascii || !was_ascii) errors = _mm256_or_si256(errors, cbytescan_utf8_errors(block, before));
    was_ascii = is_ascii;
    all_ascii &= is_ascii;
    before = block;
  }
  // Zeros behind the end show a character that it cuts, unless it ends with a block.
  if (!was_ascii) errors = _mm256_or_si256(errors, cbytescan_utf8_errors(_mm256_setzero_si256(), before));
  return _mm256_testz_si256(errors, errors) ? 1 + all_ascii : 0;
}

#undef CBYTESCAN_TABLE
#undef CBYTESCAN_AVX2
#endif

/// Whether a text is UTF-8: 0 if not, 2 if all of it is ASCII, else 1.
static inline int cbytescan_is_utf8(const uint8_t *p, size_t count) {
#if defined(__x86_64__)
  if (count >= 32 && __builtin_cpu_supports("avx2")) return cbytescan_is_utf8_avx2(p, count);
#endif
  return cbytescan_is_utf8_plain(p, count);
}

#endif
