// SPDX-License-Identifier: Apache-2.0

import Wire

extension SourceNode {
    /// The most bytes that a rule's id may have.
    static let longestRuleID = 16
    /// The most bytes that the name of a rule's duty may have.
    static let longestDuty = 32

    /// A rule's id: a capital letter and then letters or digits, such as `R1`.
    func ruleID() throws(SourceFault) -> String {
        let text = try text()
        let isAlphanumeric = text.utf8.allSatisfy {
            $0.isLowerCaseLetter || $0.isUpperCaseLetter || $0.decimalDigit != nil
        }
        let begins = text.utf8.first?.isUpperCaseLetter ?? false
        guard begins, isAlphanumeric, text.utf8.count <= Self.longestRuleID else {
            throw fault("`\(text)` is not a rule's id", write: "one such as R1")
        }
        return text
    }

    /// A limit, such as `1 working day` or `72 hours`.
    package func timeLimit() throws(SourceFault) -> TimeLimit {
        let text = try text()
        guard let limit = TimeLimit(text) else {
            throw fault(
                "`\(text)` is not a time limit",
                write: "a number from 1 and a unit, such as `1 working day`, `72 hours` or "
                    + "`6 months`, at most \(TimeLimit.mostWorkingDays) working days or 8784 "
                    + "hours, or `08:30 on the next school day`, `2 working days before` or "
                    + "`before`")
        }
        return limit
    }

    /// Which of a rule's duties this is: lower-case words joined by hyphens.
    func duty() throws(SourceFault) -> String {
        let text = try text()
        guard text.utf8.count <= Self.longestDuty,
            Words.areWellFormed(text.utf8, separators: [UInt8(ascii: "-")])
        else {
            throw fault("`\(text)` is not the name of a duty", write: "one such as `response`")
        }
        return text
    }

    /// The break that a miss stands for: one that can be seen by a message that did not come.
    func breakPoint() throws(SourceFault) -> BreakPoint {
        let breakPoint = try word(of: BreakPoint.self)
        guard breakPoint.isMiss else {
            throw fault(
                "no miss is `\(breakPoint.code)` (\(breakPoint.name))",
                write: oneOf(BreakPoint.allCases.filter(\.isMiss).map(\.code)))
        }
        return breakPoint
    }

    /// The name of an event type that agencies send; where no vocabulary is at hand, of any.
    func eventName(in vocabulary: EventVocabulary?) throws(SourceFault) -> String {
        let name = try identifier { (text) throws(IdentifierError) in
            try EventType(named: text).name
        }
        if let vocabulary, vocabulary[name] == nil {
            throw fault(
                "`\(name)` is no event type that agencies send", write: oneOf(vocabulary.names))
        }
        return name
    }

    /// The JSON Pointer that stands here; not the whole payload's.
    func pointer() throws(SourceFault) -> JSONPointer {
        let text = try text()
        guard text.hasPrefix("/"), let pointer = try? JSONPointer(parsing: text) else {
            throw fault("`\(text)` is not a JSON Pointer", write: "one such as /response_due")
        }
        return pointer
    }

    /// What starts or stops a clock: `received`, `toe`, `root` or a JSON Pointer.
    func clockMark() throws(SourceFault) -> ClockMark {
        let text = try text()
        switch text {
        case "received": return .received
        case "toe": return .toe
        case "root": return .root
        default:
            guard text.hasPrefix("/"), let pointer = try? JSONPointer(parsing: text) else {
                throw fault(
                    "`\(text)` is no time that a message has",
                    write: "received, toe, root or a JSON Pointer such as /incident_at")
            }
            return .pointer(pointer)
        }
    }

    /// Who owes or is owed: `sender`, `recipient`, `referrer`, a role of the pack, or a JSON Pointer to
    /// the agency that the payload names.
    func dutyHolder(among roles: Set<Role>) throws(SourceFault) -> DutyHolder {
        switch try text() {
        case "sender": .sender
        case "recipient": .recipient
        case "referrer": .referrer
        case let text where text.hasPrefix("/"): .named(try pointer())
        default: .role(try role(among: roles, or: ["sender", "recipient", "referrer"]))
        }
    }

    /// Who is told: `owed_by`, `owed_to` or a role of the pack.
    func told(among roles: Set<Role>) throws(SourceFault) -> Told {
        switch try text() {
        case "owed_by": .owedBy
        case "owed_to": .owedTo
        default: .role(try role(among: roles, or: ["owed_by", "owed_to"]))
        }
    }

    /// A role of the pack.
    func role(among roles: Set<Role>, or words: [String] = []) throws(SourceFault) -> Role {
        let text = try text()
        guard let role = roles.first(where: { $0.name == text }) else {
            throw fault(
                "`\(text)` is no role of this pack",
                write: oneOf(words + roles.map(\.name).sorted()) + ", or list it under `roles`")
        }
        return role
    }
}
