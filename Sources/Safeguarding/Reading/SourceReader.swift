// SPDX-License-Identifier: Apache-2.0

/// Reads a file's values and gathers every fault, so that one pass shows them all.
///
/// A read that fails notes its fault and gives nil; the caller goes on with the rest. A whole file
/// is read within `gather`, which throws at the end.
package struct SourceReader: Sendable {
    /// What was found wrong so far.
    package private(set) var faults: [SourceFault] = []
    /// What messages say, for files that ask for it; nil where that is not held against anything.
    package let vocabulary: EventVocabulary?

    /// Begins with nothing found wrong.
    package init(vocabulary: EventVocabulary? = nil) { self.vocabulary = vocabulary }

    /// Keeps a fault.
    package mutating func note(_ fault: SourceFault) { faults.append(fault) }

    /// Runs a read that may fail, and keeps its fault.
    package mutating func attempt<Value>(
        _ read: () throws(SourceFault) -> Value
    ) -> Value? {
        do {
            return try read()
        } catch {
            note(error)
            return nil
        }
    }

    /// Takes a node for a mapping with none but these names.
    ///
    /// Every other name is a fault at the name.
    package mutating func mapping(
        _ node: SourceNode, _ subject: String, keys: [String]
    ) -> SourceMapping? {
        guard let entries = attempt({ () throws(SourceFault) in try node.entries() }) else {
            return nil
        }
        var values: [String: SourceNode] = [:]
        for entry in entries {
            if keys.contains(entry.name) {
                values[entry.name] = entry.value
            } else {
                note(
                    entry.key.fault("unknown key `\(entry.name)` in \(subject)", write: oneOf(keys))
                )
            }
        }
        return SourceMapping(node: node, subject: subject, values: values)
    }

    /// The value under a name that must be there.
    package mutating func required(_ key: String, in mapping: SourceMapping) -> SourceNode? {
        if let value = mapping[key] { return value }
        note(mapping.node.fault("\(mapping.subject) has no `\(key)`", write: "`\(key)`"))
        return nil
    }

    /// The value under a name that must be there, read.
    package mutating func required<Value>(
        _ key: String, in mapping: SourceMapping,
        _ read: (SourceNode) throws(SourceFault) -> Value
    ) -> Value? {
        guard let node = required(key, in: mapping) else { return nil }
        return attempt { () throws(SourceFault) in try read(node) }
    }

    /// The value under a name that may be absent, read.
    package mutating func optional<Value>(
        _ key: String, in mapping: SourceMapping,
        _ read: (SourceNode) throws(SourceFault) -> Value
    ) -> Value? {
        guard let node = mapping[key] else { return nil }
        return attempt { () throws(SourceFault) in try read(node) }
    }

    /// Each item of a list, read; those with faults are left out and noted.
    package mutating func items<Value>(
        of node: SourceNode, _ read: (SourceNode, inout SourceReader) -> Value?
    ) -> [Value] {
        guard let items = attempt({ () throws(SourceFault) in try node.items() }) else { return [] }
        var values: [Value] = []
        for item in items {
            if let value = read(item, &self) { values.append(value) }
        }
        return values
    }

    /// Each item of a list of scalars, read; those with faults are left out and noted.
    package mutating func values<Value>(
        of node: SourceNode, _ read: (SourceNode) throws(SourceFault) -> Value
    ) -> [Value] {
        items(of: node) { item, reader in
            reader.attempt { () throws(SourceFault) in try read(item) }
        }
    }

    /// Ends the reading: throws every fault, or does nothing when there was none.
    package func finish() throws(SourceFaults) {
        if !faults.isEmpty { throw SourceFaults(faults) }
    }

    /// Reads a whole file: its value, or everything that is wrong with it.
    ///
    /// A read that gives nil must have noted why.
    package static func gather<Value>(
        vocabulary: EventVocabulary? = nil, _ read: (inout SourceReader) -> Value?
    ) throws(SourceFaults) -> Value {
        var reader = SourceReader(vocabulary: vocabulary)
        let value = read(&reader)
        try reader.finish()
        guard let value else { preconditionFailure("a read without a value notes a fault") }
        return value
    }
}
