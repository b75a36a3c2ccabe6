/// Loops over text for processors with AVX2, 32 bytes at a time: a third to a half of the instructions of those for every
/// machine, to which they leave the end of a text.
///
/// Bytes are borrowed for the call. A load of n bytes at `i` happens only after `i + n <= count`; whole vectors are written,
/// within the room that the functions ask for.
#ifndef CBYTESCANAVX2_H
#define CBYTESCANAVX2_H

#include "CByteScan.h"
#include "CByteScanText.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CBYTESCAN_AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define CBYTESCAN_LOAD(pointer) _mm256_loadu_si256((const __m256i *)(pointer))
#define CBYTESCAN_STORE(pointer, block) _mm256_storeu_si256((__m256i *)(pointer), block)
#define CBYTESCAN_IS(block, byte) _mm256_cmpeq_epi8(block, _mm256_set1_epi8((char)(byte)))
#define CBYTESCAN_BELOW(block, byte) CBYTESCAN_IS_MIN(block, _mm256_set1_epi8((char)((byte) - 1)))
/// Unsigned "not above": the minimum leaves the byte as it is.
#define CBYTESCAN_IS_MIN(block, most) _mm256_cmpeq_epi8(_mm256_min_epu8(block, most), block)
#define CBYTESCAN_OR(a, b) _mm256_or_si256(a, b)
#define CBYTESCAN_AND(a, b) _mm256_and_si256(a, b)
/// A bit for each lane whose highest is set.
#define CBYTESCAN_BITS(lanes) ((uint32_t)_mm256_movemask_epi8(lanes))

/// Where a string's content cannot be copied as it is: quotes, backslashes, control characters.
CBYTESCAN_AVX2 static inline uint32_t cbytescan_json_specials32(__m256i block) {
  return CBYTESCAN_BITS(
      CBYTESCAN_OR(CBYTESCAN_OR(CBYTESCAN_IS(block, '"'), CBYTESCAN_IS(block, '\\')), CBYTESCAN_BELOW(block, 0x20)));
}

/// See `cbytescan_unescape_json`.
CBYTESCAN_AVX2 static inline cbytescan_progress cbytescan_unescape_json_avx2(
    const uint8_t *bytes, size_t count, uint8_t *target) {
  size_t i = 0, out = 0;
  while (i + 32 <= count) {
    const __m256i block = CBYTESCAN_LOAD(bytes + i);
    CBYTESCAN_STORE(target + out, block);
    const uint32_t specials = cbytescan_json_specials32(block);
    if (specials == 0) {
      i += 32;
      out += 32;
      continue;
    }
    const unsigned run = (unsigned)__builtin_ctz(specials);
    i += run;
    out += run;
    const uint8_t meaning = i + 1 < count && bytes[i] == '\\' ? cbytescan_escape_meaning(bytes[i + 1]) : 0;
    if (meaning == 0) return (cbytescan_progress){i, out};
    target[out++] = meaning;
    i += 2;
  }
  const cbytescan_progress rest = cbytescan_unescape_json_plain(bytes + i, count - i, target + out);
  return (cbytescan_progress){i + rest.read, out + rest.written};
}

/// See `cbytescan_escape_json`.
CBYTESCAN_AVX2 static inline size_t cbytescan_escape_json_avx2(const uint8_t *bytes, size_t count, uint8_t *target) {
  size_t i = 0, out = 0;
  while (i + 32 <= count) {
    const __m256i block = CBYTESCAN_LOAD(bytes + i);
    CBYTESCAN_STORE(target + out, block);
    const uint32_t specials = cbytescan_json_specials32(block);
    if (specials == 0) {
      i += 32;
      out += 32;
      continue;
    }
    const unsigned run = (unsigned)__builtin_ctz(specials);
    i += run;
    out += run;
    out += cbytescan_put_json_escape(bytes[i++], target + out);
  }
  return out + cbytescan_escape_json_plain(bytes + i, count - i, target + out);
}

/// The lanes of 32 bytes at which an unprintable character beyond ASCII begins; the two bytes behind are loaded too.
CBYTESCAN_AVX2 static inline __m256i cbytescan_unprintable32(const uint8_t *p) {
  const __m256i a = CBYTESCAN_LOAD(p), b = CBYTESCAN_LOAD(p + 1), c = CBYTESCAN_LOAD(p + 2);
  const __m256i c_odd = CBYTESCAN_OR(c, _mm256_set1_epi8(1));
  const __m256i c1 = CBYTESCAN_AND(CBYTESCAN_IS(a, 0xC2), CBYTESCAN_BELOW(b, 0xA0));
  const __m256i separator =
      CBYTESCAN_AND(CBYTESCAN_IS(a, 0xE2), CBYTESCAN_AND(CBYTESCAN_IS(b, 0x80), CBYTESCAN_IS(c_odd, 0xA9)));
  const __m256i mark = CBYTESCAN_AND(CBYTESCAN_IS(b, 0xBB), CBYTESCAN_IS(c, 0xBF));
  const __m256i none = CBYTESCAN_AND(CBYTESCAN_IS(b, 0xBF), CBYTESCAN_IS(c_odd, 0xBF));
  const __m256i special = CBYTESCAN_AND(CBYTESCAN_IS(a, 0xEF), CBYTESCAN_OR(mark, none));
  return CBYTESCAN_OR(CBYTESCAN_OR(c1, separator), special);
}

/// See `cbytescan_quote_yaml`.
CBYTESCAN_AVX2 static inline cbytescan_progress cbytescan_quote_yaml_avx2(
    const uint8_t *p, size_t i, size_t limit, size_t count, uint8_t *target) {
  size_t out = 0;
  while (i < limit && i + 34 <= count) {
    const __m256i block = CBYTESCAN_LOAD(p + i);
    CBYTESCAN_STORE(target + out, block);
    const __m256i quotes = CBYTESCAN_OR(CBYTESCAN_IS(block, '"'), CBYTESCAN_IS(block, '\\'));
    __m256i stops = CBYTESCAN_OR(CBYTESCAN_BELOW(block, 0x20), CBYTESCAN_IS(block, 0x7F));
    if (CBYTESCAN_BITS(block)) stops = CBYTESCAN_OR(stops, cbytescan_unprintable32(p + i));
    const uint32_t specials = CBYTESCAN_BITS(CBYTESCAN_OR(quotes, stops));
    if (specials == 0) {
      i += 32;
      out += 32;
      continue;
    }
    const unsigned run = (unsigned)__builtin_ctz(specials);
    i += run;
    out += run;
    if (CBYTESCAN_BITS(stops) >> run & 1) return (cbytescan_progress){i, out};
    target[out++] = '\\';
    target[out++] = p[i++];
  }
  const cbytescan_progress rest = cbytescan_quote_yaml_plain(p, i, limit, count, target + out);
  return (cbytescan_progress){rest.read, out + rest.written};
}

/// The sum of all lanes.
CBYTESCAN_AVX2 static inline size_t cbytescan_sum32(__m256i lanes) {
  const __m256i sums = _mm256_sad_epu8(lanes, _mm256_setzero_si256());
  const __m128i halves = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  return (size_t)(_mm_cvtsi128_si64(halves) + _mm_extract_epi64(halves, 1));
}

/// See `cbytescan_survey_text`.
CBYTESCAN_AVX2 static inline cbytescan_survey cbytescan_survey_text_avx2(const uint8_t *p, size_t count) {
  cbytescan_survey s = {0, 0, 0, 0, 0};
  size_t i = 0;
  while (i + 34 <= count) {
    // Counted in lanes, which are emptied before one holds 255.
    __m256i quotes = _mm256_setzero_si256(), apostrophes = quotes;
    for (unsigned n = 0; n < 255 && i + 34 <= count; n++, i += 32) {
      const __m256i block = CBYTESCAN_LOAD(p + i);
      quotes = _mm256_sub_epi8(quotes, CBYTESCAN_OR(CBYTESCAN_IS(block, '"'), CBYTESCAN_IS(block, '\\')));
      apostrophes = _mm256_sub_epi8(apostrophes, CBYTESCAN_IS(block, '\''));
      // Most of a text is words and blanks; as signed numbers all others but one are below the blank.
      __m256i bad = CBYTESCAN_IS(block, 0x7F);
      if (!CBYTESCAN_BITS(CBYTESCAN_OR(bad, _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), block)))) continue;
      const __m256i newlines = CBYTESCAN_IS(block, '\n'), tabs = CBYTESCAN_IS(block, '\t');
      s.newlines += (size_t)__builtin_popcount(CBYTESCAN_BITS(newlines));
      s.tab |= CBYTESCAN_BITS(tabs) != 0;
      bad = CBYTESCAN_OR(
          bad, _mm256_andnot_si256(CBYTESCAN_OR(newlines, tabs), CBYTESCAN_BELOW(block, 0x20)));
      if (CBYTESCAN_BITS(block)) bad = CBYTESCAN_OR(bad, cbytescan_unprintable32(p + i));
      if (CBYTESCAN_BITS(bad)) {
        s.unprintable = 1;
        return s;
      }
    }
    s.quotes += cbytescan_sum32(quotes);
    s.apostrophes += cbytescan_sum32(apostrophes);
  }
  const cbytescan_survey rest = cbytescan_survey_text_plain(p + i, count - i);
  return (cbytescan_survey){
      s.quotes + rest.quotes, s.apostrophes + rest.apostrophes, s.newlines + rest.newlines, s.tab | rest.tab,
      rest.unprintable};
}

/// See `cbytescan_indent_lines`.
CBYTESCAN_AVX2 static inline size_t cbytescan_indent_lines_avx2(
    const uint8_t *p, size_t count, size_t indent, uint8_t *target) {
  uint8_t *out = target;
  size_t i = 0;
  while (i + 32 <= count) {
    if (p[i] != '\n') {
      _mm_storeu_si128((__m128i *)out, _mm_set1_epi8(' '));
      out += indent;
    }
    // Up to the line's end; what is copied too many is overwritten. Where the next block begins does not depend on this one.
    uint32_t newlines = 0;
    for (; i + 32 <= count; i += 32, out += 32) {
      const __m256i block = CBYTESCAN_LOAD(p + i);
      CBYTESCAN_STORE(out, block);
      newlines = CBYTESCAN_BITS(CBYTESCAN_IS(block, '\n'));
      if (newlines) break;
    }
    if (newlines) {
      const size_t length = (size_t)__builtin_ctz(newlines) + 1;
      i += length;
      out += length;
      continue;
    }
    while (i < count && p[i] != '\n') *out++ = p[i++];
    *out++ = '\n';
    i++;
  }
  return (size_t)(out - target) + (i < count ? cbytescan_indent_lines_plain(p + i, count - i, indent, out) : 0);
}

/// See `cbytescan_contains_lowered`.
CBYTESCAN_AVX2 static inline int cbytescan_contains_lowered_avx2(
    const uint8_t *p, size_t count, const uint8_t *needle, size_t length) {
  if (length == 0 || length > count) return length == 0;
  const size_t last = length - 1, end = count - last;
  const __m256i first_case = _mm256_set1_epi8((char)cbytescan_case_bit(needle[0]));
  const __m256i last_case = _mm256_set1_epi8((char)cbytescan_case_bit(needle[last]));
  size_t i = 0;
  for (; i + 32 <= end; i += 32) {
    const __m256i firsts = CBYTESCAN_OR(CBYTESCAN_LOAD(p + i), first_case);
    const __m256i lasts = CBYTESCAN_OR(CBYTESCAN_LOAD(p + i + last), last_case);
    uint32_t hits =
        CBYTESCAN_BITS(CBYTESCAN_AND(CBYTESCAN_IS(firsts, needle[0]), CBYTESCAN_IS(lasts, needle[last])));
    for (; hits; hits &= hits - 1)
      if (cbytescan_equal_lowered(p + i + __builtin_ctz(hits), needle, length)) return 1;
  }
  return cbytescan_contains_lowered_plain(p + i, count - i, needle, length);
}

#undef CBYTESCAN_BITS
#undef CBYTESCAN_AND
#undef CBYTESCAN_OR
#undef CBYTESCAN_IS_MIN
#undef CBYTESCAN_BELOW
#undef CBYTESCAN_IS
#undef CBYTESCAN_STORE
#undef CBYTESCAN_LOAD
#undef CBYTESCAN_AVX2
#endif
#endif
