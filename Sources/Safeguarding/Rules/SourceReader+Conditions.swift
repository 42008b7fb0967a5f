// SPDX-License-Identifier: Apache-2.0

extension SourceReader {
    /// Reads conditions on particulars, `{grade: [red, amber]}`, as rules and subscriptions do.
    ///
    /// A value is text, a number or a truth value, and is compared as it is written.
    package mutating func conditions(_ node: SourceNode) -> Conditions {
        var allowed: [String: Set<String>] = [:]
        let entries = attempt { () throws(SourceFault) in try node.entries() } ?? []
        for entry in entries {
            let values = values(of: entry.value) { (node) throws(SourceFault) in try node.code() }
            allowed[entry.name] = Set(values)
        }
        return Conditions(allowed)
    }
}
