// Unsafe code: reads the first bytes of a string inside `withText`, behind comparisons with its count.

internal import TraceReader

/// A part that is not text: a dataset names it and leaves its bytes out.
enum MediaKind {
  case image, audio, file

  var placeholder: String {
    switch self {
    case .image: "[image]"
    case .audio: "[audio]"
    case .file: "[file]"
    }
  }

  /// By the name of a part's type; the general types (`blob`, `uri`, `file`…) say more in a modality or media
  /// type.
  init?(_ part: JSONNode, type: JSONNode) {
    if type == "blob" || type == "binary" || type == "uri" || type == "file" || type == "media"
      || type == "input_file" || type == "document" || type == "file_data" || type == "inline_data"
    {
      self = MediaKind(mimeTypeOf: part) ?? .file
      return
    }
    guard type.textCount <= 40, let name = type.string else { return nil }
    if name.hasPrefix("image") || name.hasSuffix("image") || name.hasSuffix("_image_url")
      || name == "image-url"
    {
      self = .image
    } else if name.hasPrefix("audio") || name.hasSuffix("audio") {
      self = .audio
    } else if name.hasPrefix("video") || name.hasSuffix("video") || name.hasPrefix("document")
      || name.hasPrefix("file") || name.hasSuffix("-url")
    {
      self = .file
    } else {
      return nil
    }
  }

  /// By what a part says of itself: semconv `modality` and `mime_type`, Anthropic `source.media_type`, Gemini
  /// `mimeType`.
  init?(mimeTypeOf part: JSONNode) {
    let said =
      part.member("modality", "mime_type", "media_type", "mimeType", "mediaType")
      ?? part["source"]?.member("media_type", "mime_type")
    guard let said, said.isString else { return nil }
    self = said.hasPrefix("image") ? .image : said.hasPrefix("audio") ? .audio : .file
  }

  /// By a `data:` URL (RFC 2397) in place of a text.
  init?(dataURL node: JSONNode) {
    guard node.hasPrefix("data:"), node.textCount > 11 else { return nil }
    let isBase64 = unsafe node.withText { bytes in
      let marker = Array(";base64,".utf8)
      let end = min(bytes.count, 128)
      for start in 5..<max(5, end - marker.count + 1) {
        if unsafe bytes[start..<start + marker.count].elementsEqual(marker) { return true }
      }
      return false
    }
    guard isBase64 else { return nil }
    self = node.hasPrefix("data:image/") ? .image : node.hasPrefix("data:audio/") ? .audio : .file
  }
}
