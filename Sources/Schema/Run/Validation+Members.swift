// SPDX-License-Identifier: Apache-2.0

import Wire

/// Ways to go over members and elements, for keywords that need not be fast.
extension Validation {
    /// Goes over the members of an object until told to stop, with the name's and the value's
    /// position and the member's number.
    mutating func forEachMember(
        of position: JSONPosition,
        _ body: (JSONPosition, JSONPosition, Int, inout Validation) -> Bool
    ) {
        let count = document.count(at: position)
        take(steps: count)
        var name = document.first(in: position)
        for number in 0..<count {
            let value = document.value(ofMemberNamedAt: name)
            guard body(name, value, number, &self) else { return }
            name = document.position(after: value)
        }
    }

    /// Goes over the elements of an array until told to stop.
    mutating func forEachElement(
        of position: JSONPosition, _ body: (JSONPosition, Int, inout Validation) -> Bool
    ) {
        let count = document.count(at: position)
        take(steps: count)
        var element = document.first(in: position)
        for number in 0..<count {
            guard body(element, number, &self) else { return }
            element = document.position(after: element)
        }
    }

    /// Whether an object has a member of exactly this name.
    func hasMember(_ name: JSONNode, of position: JSONPosition) -> Bool {
        name.document.withUTF8(at: name.position) { document.member($0, of: position) != nil }
    }

    /// Whether a string or name matches one of the program's patterns.
    mutating func matches(_ pattern: UInt32, at position: JSONPosition) -> Bool {
        let held = program.tables.patterns[Int(pattern)]
        take(steps: document.utf8Count(at: position) / 64)
        return document.withUTF8(at: position) { held.pattern.matches($0) }
    }
}
