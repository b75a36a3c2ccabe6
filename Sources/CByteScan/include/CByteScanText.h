/// Scans over text that is about to be written: which bytes a quoted YAML string must escape, how long a text
/// is in UTF-16, where a phrase occurs whatever its case. Written once with the compiler's 16-byte vectors,
/// which become SSE2 or NEON; only `cbytescan_first` knows the machine.
///
/// Every pointer is borrowed for the call. A 16-byte load at `i` happens only after `i + 16 <= count` (or a
/// stricter test that covers the loads one and two bytes further on).
#ifndef CBYTESCANTEXT_H
#define CBYTESCANTEXT_H

#include "CByteScan.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

typedef uint8_t cbytescan_v16 __attribute__((vector_size(16)));

static inline cbytescan_v16 cbytescan_load(const uint8_t *p) {
  cbytescan_v16 v;
  memcpy(&v, p, 16);
  return v;
}

static inline cbytescan_v16 cbytescan_splat(uint8_t b) {
  return (cbytescan_v16){b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}

#define CBYTESCAN_EQ(v, b) ((cbytescan_v16)((v) == cbytescan_splat(b)))
#define CBYTESCAN_LT(v, b) ((cbytescan_v16)((v) < cbytescan_splat(b)))

/// The first lane that is 0xFF, 16 if none is. Lanes are 0x00 or 0xFF.
static inline unsigned cbytescan_first(cbytescan_v16 mask) {
#if defined(__SSE2__)
  unsigned bits = (unsigned)_mm_movemask_epi8((__m128i)mask);
  return bits == 0 ? 16 : (unsigned)__builtin_ctz(bits);
#elif defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t word[2];
  memcpy(word, &mask, 16);
  if (word[0] != 0) return (unsigned)__builtin_ctzll(word[0]) / 8;
  return word[1] == 0 ? 16 : 8 + (unsigned)__builtin_ctzll(word[1]) / 8;
#else
  for (unsigned i = 0; i < 16; i++) if (mask[i]) return i;
  return 16;
#endif
}

/// Whether some byte is outside ASCII.
static inline int cbytescan_has_high(cbytescan_v16 v) {
#if defined(__SSE2__)
  return _mm_movemask_epi8((__m128i)v) != 0;
#else
  return cbytescan_first((cbytescan_v16)(v >= cbytescan_splat(0x80))) < 16;
#endif
}

/// How many lanes are 0xFF.
static inline size_t cbytescan_lanes(cbytescan_v16 mask) {
#if defined(__SSE2__)
  __m128i ones = _mm_and_si128((__m128i)mask, _mm_set1_epi8(1));
  __m128i sums = _mm_sad_epu8(ones, _mm_setzero_si128());
  return (size_t)_mm_cvtsi128_si32(sums) + (size_t)_mm_extract_epi16(sums, 4);
#else
  uint64_t word[2];
  memcpy(word, &mask, 16);
  return (size_t)(__builtin_popcountll(word[0]) + __builtin_popcountll(word[1])) / 8;
#endif
}

/// The sum of all lanes.
static inline size_t cbytescan_sum(cbytescan_v16 lanes) {
#if defined(__SSE2__)
  __m128i sums = _mm_sad_epu8((__m128i)lanes, _mm_setzero_si128());
  return (size_t)_mm_cvtsi128_si32(sums) + (size_t)_mm_extract_epi16(sums, 4);
#else
  size_t sum = 0;
  for (unsigned lane = 0; lane < 16; lane++) sum += lanes[lane];
  return sum;
#endif
}

/// Whether 16 bytes are nothing but digits and `a` to `f`.
static inline int cbytescan_are_lower_hex16(const uint8_t *p) {
  const cbytescan_v16 v = cbytescan_load(p);
  const cbytescan_v16 hex = CBYTESCAN_LT(v - cbytescan_splat('0'), 10) | CBYTESCAN_LT(v - cbytescan_splat('a'), 6);
  return cbytescan_first(~hex) == 16;
}

/// Marks the first byte of characters outside ASCII that some YAML reader refuses, or takes for a line break,
/// when they stand raw: U+0080–U+009F, U+2028, U+2029, U+FEFF, U+FFFE, U+FFFF. `b` and `c` are the bytes one
/// and two further on.
static inline cbytescan_v16 cbytescan_unprintable_beyond_ascii(
    cbytescan_v16 a, cbytescan_v16 b, cbytescan_v16 c) {
  cbytescan_v16 c1 = CBYTESCAN_EQ(a, 0xC2) & CBYTESCAN_LT(b, 0xA0);
  cbytescan_v16 separator =
      CBYTESCAN_EQ(a, 0xE2) & CBYTESCAN_EQ(b, 0x80) & CBYTESCAN_EQ(c | cbytescan_splat(1), 0xA9);
  cbytescan_v16 special =
      CBYTESCAN_EQ(a, 0xEF)
      & ((CBYTESCAN_EQ(b, 0xBB) & CBYTESCAN_EQ(c, 0xBF))
         | (CBYTESCAN_EQ(b, 0xBF) & CBYTESCAN_EQ(c | cbytescan_splat(1), 0xBF)));
  return c1 | separator | special;
}

/// The same for one position; the text is UTF-8, so a lead byte without its followers cannot occur.
static inline int cbytescan_is_unprintable_beyond_ascii(const uint8_t *p, size_t i, size_t count) {
  if (p[i] == 0xC2) return i + 1 < count && p[i + 1] < 0xA0;
  if (i + 2 >= count) return 0;
  if (p[i] == 0xE2) return p[i + 1] == 0x80 && (p[i + 2] | 1) == 0xA9;
  if (p[i] != 0xEF) return 0;
  return (p[i + 1] == 0xBB && p[i + 2] == 0xBF) || (p[i + 1] == 0xBF && (p[i + 2] | 1) == 0xBF);
}

/// What decides the style in which a text is written.
typedef struct {
  size_t quotes;       ///< `"` and `\`
  size_t apostrophes;  ///< `'`
  size_t newlines;
  uint8_t tab;
  /// A character that must be escaped everywhere. The counts are then unfinished: the style is already
  /// settled.
  uint8_t unprintable;
} cbytescan_survey;

/// `cbytescan_survey_text` for every machine.
static inline cbytescan_survey cbytescan_survey_text_plain(const uint8_t *p, size_t count) {
  cbytescan_survey s = {0, 0, 0, 0, 0};
  size_t i = 0;
  // Counted in lanes, which are emptied long before one holds 255.
  cbytescan_v16 quotes = cbytescan_splat(0), apostrophes = cbytescan_splat(0);
  for (size_t n = 1; i + 18 <= count; i += 16, n++) {
    cbytescan_v16 a = cbytescan_load(p + i);
    cbytescan_v16 low = CBYTESCAN_LT(a, 0x20);
    cbytescan_v16 bad = CBYTESCAN_EQ(a, 0x7F);
    cbytescan_v16 quote = CBYTESCAN_EQ(a, '"') | CBYTESCAN_EQ(a, '\\'), apostrophe = CBYTESCAN_EQ(a, '\'');
    quotes -= quote;
    apostrophes -= apostrophe;
    if ((n & 127) == 0) {
      s.quotes += cbytescan_sum(quotes);
      s.apostrophes += cbytescan_sum(apostrophes);
      quotes = apostrophes = cbytescan_splat(0);
    }
    // Most of a text is words and blanks.
    if (!cbytescan_has_high(low | bad | a)) continue;
    if (cbytescan_first(low) < 16) {
      cbytescan_v16 newline = CBYTESCAN_EQ(a, '\n'), tab = CBYTESCAN_EQ(a, '\t');
      s.newlines += cbytescan_lanes(newline);
      if (cbytescan_first(tab) < 16) s.tab = 1;
      bad |= low & ~(newline | tab);
    }
    if (cbytescan_has_high(a))
      bad |= cbytescan_unprintable_beyond_ascii(a, cbytescan_load(p + i + 1), cbytescan_load(p + i + 2));
    if (cbytescan_first(bad) < 16) {
      s.unprintable = 1;
      return s;
    }
  }
  s.quotes += cbytescan_sum(quotes);
  s.apostrophes += cbytescan_sum(apostrophes);
  for (; i < count; i++) {
    uint8_t b = p[i];
    if (b == '\n') s.newlines++;
    else if (b == '\t') s.tab = 1;
    else if (b < 0x20 || b == 0x7F || (b >= 0x80 && cbytescan_is_unprintable_beyond_ascii(p, i, count))) {
      s.unprintable = 1;
      return s;
    }
    s.quotes += b == '"' || b == '\\';
    s.apostrophes += b == '\'';
  }
  return s;
}

/// The next byte from `i` on that a double-quoted string cannot hold as it is: `"`, `\`, a control character,
/// or the first byte of an unprintable character. `count` if there is none.
static inline size_t cbytescan_next_escape(const uint8_t *p, size_t i, size_t count) {
  for (; i + 18 <= count; i += 16) {
    cbytescan_v16 a = cbytescan_load(p + i);
    cbytescan_v16 hit =
        CBYTESCAN_LT(a, 0x20) | CBYTESCAN_EQ(a, '"') | CBYTESCAN_EQ(a, '\\') | CBYTESCAN_EQ(a, 0x7F);
    if (cbytescan_has_high(a))
      hit |= cbytescan_unprintable_beyond_ascii(a, cbytescan_load(p + i + 1), cbytescan_load(p + i + 2));
    unsigned first = cbytescan_first(hit);
    if (first < 16) return i + first;
  }
  for (; i < count; i++) {
    uint8_t b = p[i];
    if (b < 0x20 || b == '"' || b == '\\' || b == 0x7F) return i;
    if (b >= 0x80 && cbytescan_is_unprintable_beyond_ascii(p, i, count)) return i;
  }
  return count;
}

/// `cbytescan_quote_yaml` for every machine.
static inline cbytescan_progress cbytescan_quote_yaml_plain(
    const uint8_t *p, size_t i, size_t limit, size_t count, uint8_t *target) {
  uint8_t *out = target;
  while (i < limit) {
    unsigned first = 0;
    if (i + 18 <= count) {
      cbytescan_v16 a = cbytescan_load(p + i);
      memcpy(out, &a, 16);
      cbytescan_v16 hit =
          CBYTESCAN_LT(a, 0x20) | CBYTESCAN_EQ(a, '"') | CBYTESCAN_EQ(a, '\\') | CBYTESCAN_EQ(a, 0x7F);
      if (cbytescan_has_high(a))
        hit |= cbytescan_unprintable_beyond_ascii(a, cbytescan_load(p + i + 1), cbytescan_load(p + i + 2));
      first = cbytescan_first(hit);
      i += first;
      out += first;
      if (first == 16) continue;
    }
    const uint8_t b = p[i];
    if (b == '"' || b == '\\') *out++ = '\\';
    else if (b < 0x20 || b == 0x7F || (b >= 0x80 && cbytescan_is_unprintable_beyond_ascii(p, i, count))) break;
    *out++ = b;
    i++;
  }
  return (cbytescan_progress){i, (size_t)(out - target)};
}

/// The next `byte` from `i` on, `count` if there is none.
static inline size_t cbytescan_next_byte(const uint8_t *p, size_t i, size_t count, uint8_t byte) {
  if (i >= count) return count;
  const uint8_t *found = (const uint8_t *)memchr(p + i, byte, count - i);
  return found == NULL ? count : (size_t)(found - p);
}

/// `cbytescan_indent_lines` for every machine.
static inline size_t cbytescan_indent_lines_plain(const uint8_t *p, size_t count, size_t indent, uint8_t *target) {
  uint8_t *out = target;
  size_t i = 0;
  while (i < count) {
    if (p[i] != '\n') {
      memset(out, ' ', indent);
      out += indent;
    }
    // Up to the line's end, 16 bytes at a time; what is copied too many is overwritten.
    unsigned length = 16;
    for (; i + 16 <= count; i += 16, out += 16) {
      cbytescan_v16 a = cbytescan_load(p + i);
      memcpy(out, &a, 16);
      length = cbytescan_first(CBYTESCAN_EQ(a, '\n'));
      if (length < 16) break;
    }
    if (length < 16) {
      i += length;
      out += length;
    } else {
      while (i < count && p[i] != '\n') *out++ = p[i++];
    }
    *out++ = '\n';
    i++;
  }
  return (size_t)(out - target);
}

/// The length of a UTF-8 text in UTF-16 code units: one for each character, one more for those beyond U+FFFF.
static inline size_t cbytescan_utf16_length(const uint8_t *p, size_t count) {
  size_t units = 0, i = 0;
  for (; i + 16 <= count; i += 16) {
    cbytescan_v16 a = cbytescan_load(p + i);
    units += 16;
    if (!cbytescan_has_high(a)) continue;
    cbytescan_v16 continuation = CBYTESCAN_EQ(a & cbytescan_splat(0xC0), 0x80);
    units -= cbytescan_lanes(continuation);
    units += cbytescan_lanes((cbytescan_v16)(a >= cbytescan_splat(0xF0)));
  }
  for (; i < count; i++) units += ((p[i] & 0xC0) != 0x80) + (p[i] >= 0xF0);
  return units;
}

/// The length of the character that begins at `p`, of which `left` bytes are there; 0 when it is no UTF-8 (Unicode,
/// table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
static inline size_t cbytescan_utf8_character(const uint8_t *p, size_t left) {
  const uint8_t lead = p[0];
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || left < 2 || (p[1] & 0xC0) != 0x80) return 0;
  if (lead < 0xE0) return 2;
  if (left < 3 || (p[2] & 0xC0) != 0x80) return 0;
  if (lead < 0xF0) {
    if (lead == 0xE0 && p[1] < 0xA0) return 0;
    return lead == 0xED && p[1] > 0x9F ? 0 : 3;
  }
  if (lead > 0xF4 || left < 4 || (p[3] & 0xC0) != 0x80) return 0;
  if (lead == 0xF0 && p[1] < 0x90) return 0;
  return lead == 0xF4 && p[1] > 0x8F ? 0 : 4;
}

/// Whether a text is UTF-8: 0 if not, 2 if all of it is ASCII, else 1. Runs of ASCII are stepped over 8 bytes at a time.
/// See CByteScanUTF8.h for a faster way.
static inline int cbytescan_is_utf8_plain(const uint8_t *p, size_t count) {
  int is_ascii = 2;
  size_t i = 0;
  while (i < count) {
    if (i + 8 <= count) {
      uint64_t word;
      memcpy(&word, p + i, 8);
      if ((word & 0x8080808080808080) == 0) {
        i += 8;
        continue;
      }
    }
    size_t length = cbytescan_utf8_character(p + i, count - i);
    if (length == 0) return 0;
    if (length > 1) is_ascii = 1;
    i += length;
  }
  return is_ascii;
}

static inline uint8_t cbytescan_lower(uint8_t b) { return (uint8_t)(b - 'A') < 26 ? b | 0x20 : b; }

/// The bit in which the letter `b` differs from its capital; 0 for what is no small letter of ASCII.
static inline uint8_t cbytescan_case_bit(uint8_t b) { return (uint8_t)(b - 'a') < 26 ? 0x20 : 0; }

static inline int cbytescan_equal_lowered(const uint8_t *p, const uint8_t *lowered, size_t count) {
  for (size_t i = 0; i < count; i++) if (cbytescan_lower(p[i]) != lowered[i]) return 0;
  return 1;
}

/// `cbytescan_contains_lowered` for every machine. First and last byte of the needle are looked for 16 positions at a time.
static inline int cbytescan_contains_lowered_plain(
    const uint8_t *p, size_t count, const uint8_t *needle, size_t length) {
  if (length == 0) return 1;
  if (length > count) return 0;
  const size_t last = length - 1, end = count - last;
  const cbytescan_v16 first_case = cbytescan_splat(cbytescan_case_bit(needle[0]));
  const cbytescan_v16 last_case = cbytescan_splat(cbytescan_case_bit(needle[last]));
  size_t i = 0;
  for (; i + 16 <= end; i += 16) {
    cbytescan_v16 hit =
        CBYTESCAN_EQ(cbytescan_load(p + i) | first_case, needle[0])
        & CBYTESCAN_EQ(cbytescan_load(p + i + last) | last_case, needle[last]);
    for (unsigned lane = cbytescan_first(hit); lane < 16; lane = cbytescan_first(hit)) {
      if (cbytescan_equal_lowered(p + i + lane, needle, length)) return 1;
      hit[lane] = 0;
    }
  }
  for (; i < end; i++) if (cbytescan_equal_lowered(p + i, needle, length)) return 1;
  return 0;
}

#endif
