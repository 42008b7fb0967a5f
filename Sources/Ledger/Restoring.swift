// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Wire

/// What was committed to cannot be read back: the member that is missing or wrong.
///
/// The daemon wrote it, so this means that the store was altered or that a newer version wrote it.
package struct RestoreFault: Error, Sendable, Hashable {
    /// The member of facts or of a part.
    package let member: String

    init(_ member: String) { self.member = member }
}

extension JSONNode {
    func list(_ name: String) -> [JSONNode] {
        guard let list = self[name], list.kind == .array else { return [] }
        return Array(list.elements)
    }

    func text(_ name: String) throws(RestoreFault) -> String {
        guard let text = self[name]?.string else { throw RestoreFault(name) }
        return text
    }

    func text() throws(RestoreFault) -> String {
        guard let string else { throw RestoreFault("element") }
        return string
    }

    func number(_ name: String) throws(RestoreFault) -> Int64 {
        guard let number = self[name]?.integer else { throw RestoreFault(name) }
        return number
    }

    func instant(_ name: String) throws(RestoreFault) -> Instant {
        Instant(milliseconds: try number(name))
    }

    func agency(_ name: String) throws(RestoreFault) -> AgencyID {
        guard let node = self[name] else { throw RestoreFault(name) }
        return try node.agency()
    }

    func agency() throws(RestoreFault) -> AgencyID {
        do { return try AgencyID(try text()) } catch { throw RestoreFault("agency") }
    }

    func role(_ name: String) throws(RestoreFault) -> Role {
        let text = try text(name)
        do { return try Role(text) } catch { throw RestoreFault(name) }
    }

    func partName(_ name: String, _ origin: String) throws(RestoreFault) -> PartName {
        guard let part = PartName(try text(name), origin: origin) else { throw RestoreFault(name) }
        return part
    }

    func positions(_ name: String) throws(RestoreFault) -> [Int] {
        var positions: [Int] = []
        for node in list(name) {
            guard let position = node.integer, position >= 0 else { throw RestoreFault(name) }
            positions.append(Int(position))
        }
        return positions
    }
}

extension JSONValue {
    static func positions(_ positions: [Int]) -> JSONValue {
        .array(positions.map { .integer(Int64($0)) })
    }
}
