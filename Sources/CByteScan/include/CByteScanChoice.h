/// The loops over text that callers use: each is the one for the widest blocks that the processor can work on.
#ifndef CBYTESCANCHOICE_H
#define CBYTESCANCHOICE_H

#include "CByteScanAVX2.h"
#include "CByteScanAVX512.h"

#if defined(__x86_64__)
#define CBYTESCAN_CHOOSE_AVX2(function, ...) \
  return cbytescan_has_avx2() ? function##_avx2(__VA_ARGS__) : function##_plain(__VA_ARGS__)
#define CBYTESCAN_CHOOSE_AVX512(function, ...) \
  if (cbytescan_has_avx512()) return function##_avx512(__VA_ARGS__); \
  CBYTESCAN_CHOOSE_AVX2(function, __VA_ARGS__)
#else
#define CBYTESCAN_CHOOSE_AVX2(function, ...) return function##_plain(__VA_ARGS__)
#define CBYTESCAN_CHOOSE_AVX512(function, ...) return function##_plain(__VA_ARGS__)
#endif

/// Copies the content of a JSON string, undoing the escapes of two characters, up to what ends it or takes more: its closing
/// quote, an escape with `u` or a wrong one, a control character, the end. The target has room for `count` bytes, and for 16
/// more that are written beyond what is returned.
static inline cbytescan_progress cbytescan_unescape_json(const uint8_t *bytes, size_t count, uint8_t *target) {
  CBYTESCAN_CHOOSE_AVX512(cbytescan_unescape_json, bytes, count, target);
}

/// Writes text as the content of a JSON string and returns the bytes written: at most six for each, and up to 16 that are
/// written beyond must be the caller's too. Only what must be escaped is.
static inline size_t cbytescan_escape_json(const uint8_t *bytes, size_t count, uint8_t *target) {
  CBYTESCAN_CHOOSE_AVX512(cbytescan_escape_json, bytes, count, target);
}

/// Copies the content of a double-quoted YAML string from `i` on, with a backslash before each `"` and `\`, up to another
/// character that it cannot hold as it is, or to `limit`. The target has room for twice as many bytes, and for 32 more.
static inline cbytescan_progress cbytescan_quote_yaml(
    const uint8_t *p, size_t i, size_t limit, size_t count, uint8_t *target) {
  CBYTESCAN_CHOOSE_AVX512(cbytescan_quote_yaml, p, i, limit, count, target);
}

/// Finds out what decides the style in which a text is written.
static inline cbytescan_survey cbytescan_survey_text(const uint8_t *p, size_t count) {
  CBYTESCAN_CHOOSE_AVX2(cbytescan_survey_text, p, count);
}

/// Copies a text line by line with `indent` blanks, 16 at most, before each line that is not empty, ends it with a line
/// feed, and returns the bytes written. The target holds the text, `indent` for each line, and 65 bytes more, that are
/// written beyond what is returned.
static inline size_t cbytescan_indent_lines(const uint8_t *p, size_t count, size_t indent, uint8_t *target) {
  CBYTESCAN_CHOOSE_AVX2(cbytescan_indent_lines, p, count, indent, target);
}

/// Whether `needle`, whose ASCII letters are lower-case, occurs in the text once the text's ASCII letters are lower-cased.
static inline int cbytescan_contains_lowered(
    const uint8_t *p, size_t count, const uint8_t *needle, size_t length) {
  CBYTESCAN_CHOOSE_AVX2(cbytescan_contains_lowered, p, count, needle, length);
}

#undef CBYTESCAN_CHOOSE_AVX512
#undef CBYTESCAN_CHOOSE_AVX2
#endif
