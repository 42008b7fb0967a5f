// SPDX-License-Identifier: Apache-2.0

import Schema

/// A pattern up to the first line feed, and a text after it.
///
/// Both automata must agree, and what matches must match in a longer text, unless the pattern asks what
/// is around it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPattern(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: bytes, count: count)
    let parts = input.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    let source = String(decoding: parts[0], as: UTF8.self)
    guard let pattern = try? Pattern(source) else { return 0 }
    let text = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
    let isThere = isFound(pattern, text)
    if let slower = try? Pattern(withoutTable: source) {
        precondition(isFound(slower, text) == isThere, "the two automata do not agree")
    }
    if !source.contains(where: { "^$\\".contains($0) }), isThere {
        precondition(isFound(pattern, "-" + text + "-"), "more text hides the match")
    }
    return 0
}

private func isFound(_ pattern: Pattern, _ text: String) -> Bool {
    var text = text
    return text.withUTF8 { pattern.matches($0) }
}
