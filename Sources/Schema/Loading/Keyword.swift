// SPDX-License-Identifier: Apache-2.0

import Wire

/// A keyword of a schema, compiled: something that a value must hold to.
///
/// It is plain numbers; what it needs besides stands in the program's tables. So it can be copied
/// out of the program, for each value anew, with nothing counted up or down.
protocol Keyword: KeywordDescription, BitwiseCopyable {
    /// The keywords whose presence calls for it; mostly its own.
    static var triggers: [String] { get }

    /// Reads the keyword's value, once, at load.
    init(_ reader: KeywordReader) throws(SchemaError)

    /// How the program keeps it.
    var instruction: Instruction { get }

    /// Whether it can find anything wrong with a value of a kind, or has anything to do with it.
    func applies(to kind: JSONKind) -> Bool

    /// Whether the value at a position holds to it; when not, says why if that is collected.
    ///
    /// It is only asked about values of kinds that it applies to.
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool
}

extension Keyword {
    static var triggers: [String] { [name] }
}

/// A keyword about objects.
protocol ObjectKeyword: Keyword {}

extension ObjectKeyword {
    func applies(to kind: JSONKind) -> Bool { kind == .object }
}

/// A keyword about arrays.
protocol ArrayKeyword: Keyword {}

extension ArrayKeyword {
    func applies(to kind: JSONKind) -> Bool { kind == .array }
}

/// A keyword about strings.
protocol StringKeyword: Keyword {}

extension StringKeyword {
    func applies(to kind: JSONKind) -> Bool { kind == .string }
}

/// A keyword about numbers.
protocol NumberKeyword: Keyword {}

extension NumberKeyword {
    func applies(to kind: JSONKind) -> Bool { kind == .number }
}

/// A keyword about values of all kinds.
protocol GeneralKeyword: Keyword {}

extension GeneralKeyword {
    func applies(to kind: JSONKind) -> Bool { true }
}
