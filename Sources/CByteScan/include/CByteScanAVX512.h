/// Loops over text for processors with AVX-512 VBMI2 (Intel from Ice Lake on, AMD from Zen 4 on): 32 or 64 bytes at a time,
/// and bytes are taken out or put in without a branch for each, which is what escapes cost everywhere else. At the end of
/// the file the functions that callers use, which choose between these and the loops for every machine.
///
/// Bytes are borrowed for the call. A load of n bytes at `i` happens only after `i + n <= count`; whole vectors are written,
/// within the room that the functions ask for.
#ifndef CBYTESCANAVX512_H
#define CBYTESCANAVX512_H

#include "CByteScan.h"
#include "CByteScanStructure.h"
#include "CByteScanText.h"

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
    if (stops) out += cbytescan_escape_json_plain(bytes + i++, 1, target + out);
  }
  return out + cbytescan_escape_json_plain(bytes + i, count - i, target + out);
}

/// The lanes of 32 bytes at which an unprintable character beyond ASCII begins; the two bytes behind are loaded too.
CBYTESCAN_AVX512 static inline uint32_t cbytescan_unprintable_avx512(const uint8_t *p) {
  const __m256i a = _mm256_loadu_si256((const __m256i *)p);
  if (_mm256_movepi8_mask(a) == 0) return 0;
  const __m256i b = _mm256_loadu_si256((const __m256i *)(p + 1)), c = _mm256_loadu_si256((const __m256i *)(p + 2));
  const __m256i c_odd = _mm256_or_si256(c, _mm256_set1_epi8(1));
#define CBYTESCAN_IS(vector, byte) _mm256_cmpeq_epi8_mask(vector, _mm256_set1_epi8((char)(byte)))
  const uint32_t c1 = CBYTESCAN_IS(a, 0xC2) & _mm256_cmplt_epu8_mask(b, _mm256_set1_epi8((char)0xA0));
  const uint32_t separator = CBYTESCAN_IS(a, 0xE2) & CBYTESCAN_IS(b, 0x80) & CBYTESCAN_IS(c_odd, 0xA9);
  const uint32_t special = CBYTESCAN_IS(a, 0xEF)
                           & ((CBYTESCAN_IS(b, 0xBB) & CBYTESCAN_IS(c, 0xBF))
                              | (CBYTESCAN_IS(b, 0xBF) & CBYTESCAN_IS(c_odd, 0xBF)));
#undef CBYTESCAN_IS
  return c1 | separator | special;
}

/// See `cbytescan_quote_yaml`.
CBYTESCAN_AVX512 static inline cbytescan_progress cbytescan_quote_yaml_avx512(
    const uint8_t *p, size_t i, size_t limit, size_t count, uint8_t *target) {
  size_t out = 0;
  while (i + 32 <= limit && i + 34 <= count) {
    const __m256i block = _mm256_loadu_si256((const __m256i *)(p + i));
    const uint32_t special = _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('"'))
                             | _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('\\'));
    const uint32_t stops = _mm256_cmplt_epu8_mask(block, _mm256_set1_epi8(0x20))
                           | _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8(0x7F)) | cbytescan_unprintable_avx512(p + i);
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

/// See `cbytescan_survey_text`.
CBYTESCAN_AVX512 static inline cbytescan_survey cbytescan_survey_text_avx512(const uint8_t *p, size_t count) {
  cbytescan_survey s = {0, 0, 0, 0, 0};
  size_t i = 0;
  for (; i + 34 <= count; i += 32) {
    const __m256i block = _mm256_loadu_si256((const __m256i *)(p + i));
    const uint32_t quotes = _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('"'))
                            | _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('\\'));
    s.quotes += (size_t)__builtin_popcount(quotes);
    s.apostrophes += (size_t)__builtin_popcount(_mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('\'')));
    uint32_t bad = _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8(0x7F)) | cbytescan_unprintable_avx512(p + i);
    const uint32_t low = _mm256_cmplt_epu8_mask(block, _mm256_set1_epi8(0x20));
    if ((low | bad) == 0) continue;
    const uint32_t newlines = _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('\n'));
    const uint32_t tabs = _mm256_cmpeq_epi8_mask(block, _mm256_set1_epi8('\t'));
    s.newlines += (size_t)__builtin_popcount(newlines);
    if (tabs) s.tab = 1;
    bad |= low & ~(newlines | tabs);
    if (bad) {
      s.unprintable = 1;
      return s;
    }
  }
  const cbytescan_survey rest = cbytescan_survey_text_plain(p + i, count - i);
  return (cbytescan_survey){
      s.quotes + rest.quotes, s.apostrophes + rest.apostrophes, s.newlines + rest.newlines, s.tab | rest.tab,
      rest.unprintable};
}

/// See `cbytescan_indent_lines`.
CBYTESCAN_AVX512 static inline size_t cbytescan_indent_lines_avx512(
    const uint8_t *p, size_t count, size_t indent, uint8_t *target) {
  uint8_t *out = target;
  size_t i = 0;
  while (i + 64 <= count) {
    if (p[i] != '\n') {
      _mm_storeu_si128((__m128i *)out, _mm_set1_epi8(' '));
      out += indent;
    }
    // Up to the line's end; what is copied too many is overwritten.
    uint64_t newlines = 0;
    while (i + 64 <= count && newlines == 0) {
      const __m512i block = _mm512_loadu_si512(p + i);
      _mm512_storeu_si512(out, block);
      newlines = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n'));
      const size_t length = newlines ? (size_t)__builtin_ctzll(newlines) + 1 : 64;
      i += length;
      out += length;
    }
    if (newlines) continue;
    while (i < count && p[i] != '\n') *out++ = p[i++];
    *out++ = '\n';
    i++;
  }
  return (size_t)(out - target) + (i < count ? cbytescan_indent_lines_plain(p + i, count - i, indent, out) : 0);
}

/// See `cbytescan_contains_lowered`.
CBYTESCAN_AVX512 static inline int cbytescan_contains_lowered_avx512(
    const uint8_t *p, size_t count, const uint8_t *needle, size_t length) {
  if (length == 0 || length > count) return length == 0;
  const size_t last = length - 1, end = count - last;
  const __m512i first_case = _mm512_set1_epi8((char)cbytescan_case_bit(needle[0]));
  const __m512i last_case = _mm512_set1_epi8((char)cbytescan_case_bit(needle[last]));
  const __m512i first_byte = _mm512_set1_epi8((char)needle[0]), last_byte = _mm512_set1_epi8((char)needle[last]);
  size_t i = 0;
  for (; i + 64 <= end; i += 64) {
    const __m512i firsts = _mm512_or_si512(_mm512_loadu_si512(p + i), first_case);
    const __m512i lasts = _mm512_or_si512(_mm512_loadu_si512(p + i + last), last_case);
    uint64_t hits = _mm512_cmpeq_epi8_mask(firsts, first_byte) & _mm512_cmpeq_epi8_mask(lasts, last_byte);
    for (; hits; hits &= hits - 1)
      if (cbytescan_equal_lowered(p + i + __builtin_ctzll(hits), needle, length)) return 1;
  }
  return cbytescan_contains_lowered_plain(p + i, count - i, needle, length);
}

#undef CBYTESCAN_AVX512
#endif

#if defined(__x86_64__)
#define CBYTESCAN_CHOOSE(function, ...) \
  return cbytescan_has_avx512() ? function##_avx512(__VA_ARGS__) : function##_plain(__VA_ARGS__)
#else
#define CBYTESCAN_CHOOSE(function, ...) return function##_plain(__VA_ARGS__)
#endif

/// Copies the content of a JSON string, undoing the escapes of two characters, up to what ends it or takes more: its closing
/// quote, an escape with `u` or a wrong one, a control character, the end. The target has room for `count` bytes, and for 16
/// more that are written beyond what is returned.
static inline cbytescan_progress cbytescan_unescape_json(const uint8_t *bytes, size_t count, uint8_t *target) {
  CBYTESCAN_CHOOSE(cbytescan_unescape_json, bytes, count, target);
}

/// Writes text as the content of a JSON string and returns the bytes written: at most six for each, and up to 16 that are
/// written beyond must be the caller's too. Only what must be escaped is.
static inline size_t cbytescan_escape_json(const uint8_t *bytes, size_t count, uint8_t *target) {
  CBYTESCAN_CHOOSE(cbytescan_escape_json, bytes, count, target);
}

/// Copies the content of a double-quoted YAML string from `i` on, with a backslash before each `"` and `\`, up to another
/// character that it cannot hold as it is, or to `limit`. The target has room for twice as many bytes, and for 32 more.
static inline cbytescan_progress cbytescan_quote_yaml(
    const uint8_t *p, size_t i, size_t limit, size_t count, uint8_t *target) {
  CBYTESCAN_CHOOSE(cbytescan_quote_yaml, p, i, limit, count, target);
}

/// Finds out what decides the style in which a text is written.
static inline cbytescan_survey cbytescan_survey_text(const uint8_t *p, size_t count) {
  CBYTESCAN_CHOOSE(cbytescan_survey_text, p, count);
}

/// Copies a text line by line with `indent` blanks, 16 at most, before each line that is not empty, ends it with a line
/// feed, and returns the bytes written. The target holds the text, `indent` for each line, and 65 bytes more, that are
/// written beyond what is returned.
static inline size_t cbytescan_indent_lines(const uint8_t *p, size_t count, size_t indent, uint8_t *target) {
  CBYTESCAN_CHOOSE(cbytescan_indent_lines, p, count, indent, target);
}

/// Whether `needle`, whose ASCII letters are lower-case, occurs in the text once the text's ASCII letters are lower-cased.
static inline int cbytescan_contains_lowered(
    const uint8_t *p, size_t count, const uint8_t *needle, size_t length) {
  CBYTESCAN_CHOOSE(cbytescan_contains_lowered, p, count, needle, length);
}

#undef CBYTESCAN_CHOOSE
#endif
