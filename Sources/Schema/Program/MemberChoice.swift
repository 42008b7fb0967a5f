// SPDX-License-Identifier: Apache-2.0

import Wire

/// Alternatives for objects of which the text of one member says which can hold.
///
/// Most `oneOf` and `anyOf` are of this kind: each alternative requires, say, `type` and gives it
/// a constant. All but one need not be tried. It stands in for those keywords where only the
/// verdict is asked.
struct MemberChoice: Sendable, BitwiseCopyable {
    /// The name of the member, alone.
    let member: NameTable
    /// The texts that alternatives ask for.
    let texts: NameTable
    /// Where in the program the alternatives for the first text stand.
    let lists: UInt32
    /// The alternatives that may hold when the member is missing, or is none of the texts.
    let others: SubschemaList
    /// Whether exactly one must hold.
    let isExclusive: Bool

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let list = alternatives(at: position, &validation)
        return isExclusive
            ? OneOfKeyword(schemas: list).holds(at: position, &validation)
            : AnyOfKeyword(schemas: list).holds(at: position, &validation)
    }

    private func alternatives(
        at position: JSONPosition, _ validation: inout Validation
    ) -> SubschemaList {
        let count = validation.document.count(at: position)
        validation.take(steps: count)
        var name = validation.document.first(in: position)
        for _ in 0..<count {
            let value = validation.document.value(ofMemberNamedAt: name)
            if validation.number(at: name, in: member) >= 0 {
                guard validation.document.kind(at: value) == .string else { return others }
                let text = validation.number(at: value, in: texts)
                return text < 0 ? others : validation.program.tables.lists[Int(lists) + text]
            }
            name = validation.document.position(after: value)
        }
        return others
    }
}
