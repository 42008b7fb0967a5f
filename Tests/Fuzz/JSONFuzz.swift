// SPDX-License-Identifier: Apache-2.0

import Wire

/// Any bytes, read as JSON; what can be read is written in the canonical form, which must be read
/// again and be its own canonical form.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let document = try? JSONDocument(parsing: input, limits: .schema) else { return 0 }
    let canonical = document.root.canonical
    let again = try? JSONDocument(parsing: canonical, limits: .schema)
    precondition(again?.root.canonical == canonical, "the canonical form is not its own")
    return 0
}
