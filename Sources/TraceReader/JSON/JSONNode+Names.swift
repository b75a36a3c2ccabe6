extension JSONNode {
  /// The first of these members that is there and not null: for names that were spelt differently over the
  /// years.
  package func member(_ names: StaticString...) -> JSONNode? {
    for name in names {
      if let value = self[name], !value.isNull { return value }
    }
    return nil
  }
}
