// SPDX-License-Identifier: Apache-2.0

import Wire

/// Values that are allowed, sorted so that few need be looked at: strings in a table, true, false
/// and null as bits, and the others by their hash.
struct ValueSet: Sendable, BitwiseCopyable {
    private let strings: NameTable
    /// One bit for each kind of value without contents that is allowed.
    private let literals: UInt8
    private let firstOther: UInt32
    private let otherCount: UInt32

    /// The set of some values of a schema.
    init(_ values: [JSONNode], _ reader: KeywordReader) {
        let strings = Set(values.compactMap(\.utf8).map { Array($0) })
        self.strings = reader.compiler.keep(names: Array(strings))
        var literals: UInt8 = 0
        for value in values where [.true, .false, .null].contains(value.kind) {
            literals |= 1 << value.kind.rawValue
        }
        self.literals = literals
        (firstOther, otherCount) = reader.compiler.keep(
            constants: values.filter { [.object, .array, .number].contains($0.kind) })
    }

    /// Whether the value at a position is one of them.
    func contains(_ position: JSONPosition, _ validation: inout Validation) -> Bool {
        let kind = validation.document.kind(at: position)
        switch kind {
        case .string:
            return !strings.isEmpty && validation.number(at: position, in: strings) >= 0
        case .true, .false, .null: return literals & 1 << kind.rawValue != 0
        case .object, .array, .number:
            return otherCount > 0 && containsOther(position, &validation)
        }
    }

    @inline(never)
    private func containsOther(
        _ position: JSONPosition, _ validation: inout Validation
    ) -> Bool {
        let node = JSONNode(document: validation.document, position: position)
        validation.take(steps: node.valueCount)
        let hash = ValueEquality.hash(node)
        let constants = validation.program.tables.constants
        var (low, high) = (Int(firstOther), Int(firstOther + otherCount))
        while low < high {
            let middle = (low + high) / 2
            if constants[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        while low < Int(firstOther + otherCount), constants[low].hash == hash {
            if ValueEquality.areEqual(constants[low].node, node) { return true }
            low += 1
        }
        return false
    }
}

extension Validation {
    /// The number in a table of the string or name at a position, or -1.
    func number(at position: JSONPosition, in table: NameTable) -> Int {
        document.withUTF8(at: position) { program.tables.names.number(of: $0, in: table) }
    }
}
