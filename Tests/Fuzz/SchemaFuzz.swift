// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// A schema up to the first line feed, and a value after it.
///
/// The quick answer and the list of all violations must agree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSchema(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: bytes, count: count)
    let parts = input.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    guard let schema = try? JSONDocument(parsing: Array(parts[0]), limits: .schema) else {
        return 0
    }
    var options = SchemaOptions.standard
    options.formatAssertion = true
    let source = SchemaSource(name: "https://fuzz.example/schema", document: schema)
    guard let registry = try? SchemaRegistry(loading: [source], options: options),
        let compiled = registry.schemas.first, parts.count > 1,
        let value = try? JSONDocument(parsing: Array(parts[1]), limits: .schema)
    else { return 0 }
    precondition(
        compiled.accepts(value.root) == compiled.violations(in: value.root).isEmpty,
        "the quick answer is another than the long one")
    return 0
}
