internal import TraceReader

/// What the calls of one trace add to the summary of a run, when all that decides about them is known.
struct TraceTally {
  /// Calls that are exported.
  private(set) var exportable = 0
  /// The others.
  private(set) var others: [Other] = []
  /// Tokens and cost of all calls but those that repeat another.
  private(set) var usage = Usage()
  private(set) var exportedUsage = Usage()
  /// How many calls each condition has removed, in their order; empty when there are none.
  var removed: [Int] = []

  /// A call that is not exported.
  struct Other {
    let status: CallStatus
    /// Empty when it is not known.
    let service: String
    /// What made its span, where nothing was recorded.
    let library: Library?
  }

  init(_ calls: [GroupedCall]) {
    for call in calls { add(call) }
  }

  private mutating func add(_ grouped: GroupedCall) {
    let digest = grouped.digest
    if grouped.status != .repeat, !grouped.isRepeat { usage.add(digest.call) }
    if grouped.status == .exportable {
      exportable += 1
      exportedUsage.add(digest.call)
    } else {
      others.append(
        Other(
          status: grouped.status, service: digest.call.service ?? "",
          library: grouped.status == .notRecorded ? Library(digest.call) : nil))
    }
  }
}

// MARK: As part of a record

extension TraceTally {
  func write(to writer: inout RecordWriter) {
    writer.write(exportable)
    writer.write(others) { writer, other in
      writer.write(other.status.code)
      writer.write(other.service)
      writer.write(other.library != nil)
      if let library = other.library {
        writer.write(library.dialect)
        writer.write(library.scope)
      }
    }
    usage.write(to: &writer)
    writer.write(exportedUsage != usage)
    if exportedUsage != usage { exportedUsage.write(to: &writer) }
    writer.write(removed) { $0.write($1) }
  }

  init(_ reader: inout RecordReader) {
    exportable = reader.count()
    others = reader.list { reader in
      Other(
        status: CallStatus(code: reader.byte()), service: reader.commonText(),
        library: reader.flag()
          ? Library(dialect: reader.commonText(), scope: reader.optionalCommonText()) : nil)
    }
    usage = Usage(&reader)
    exportedUsage = reader.flag() ? Usage(&reader) : usage
    removed = reader.list { $0.count() }
  }
}

extension Usage {
  fileprivate func write(to writer: inout RecordWriter) {
    writer.write(calls)
    writer.write(Int64(inputTokens))
    writer.write(Int64(outputTokens))
    writer.write(Int64(totalTokens))
    writer.write(fixed: cost.bitPattern)
  }

  fileprivate init(_ reader: inout RecordReader) {
    calls = reader.count()
    inputTokens = Int(reader.signed())
    outputTokens = Int(reader.signed())
    totalTokens = Int(reader.signed())
    cost = Double(bitPattern: reader.fixed())
  }
}
