// SPDX-License-Identifier: Apache-2.0

/// What a rule says of what opens it.
struct OpeningTerms {
    let opens: Opening
    var sentBy: Role?
    var isOutsideHours = false
}

extension SourceReader {
    /// Reads what opens: a mapping that describes messages, or the word `refusal` or `silence`.
    mutating func opening(_ node: SourceNode, among roles: Set<Role>) -> OpeningTerms? {
        if case .text(let word) = node.content {
            switch word {
            case "refusal": return OpeningTerms(opens: .refusal)
            case "silence": return OpeningTerms(opens: .silence)
            default:
                note(
                    node.fault(
                        "`\(word)` opens nothing", write: "a mapping, refusal or silence"))
                return nil
            }
        }
        let keys = ["types", "where", "sent_by", "outside_hours"]
        guard let map = mapping(node, "opens", keys: keys) else { return nil }
        let pattern = self.pattern(in: map)
        let sentBy = optional("sent_by", in: map) { (node) throws(SourceFault) in
            try node.role(among: roles)
        }
        let outside = optional("outside_hours", in: map) { (node) throws(SourceFault) in
            try node.boolean()
        }
        guard let pattern else { return nil }
        return OpeningTerms(
            opens: .message(pattern), sentBy: sentBy, isOutsideHours: outside ?? false)
    }

    /// Reads what is expected: a mapping that describes messages, or a word.
    mutating func expected(
        _ node: SourceNode, openedBy opening: MessagePattern?, among roles: Set<Role>
    ) -> Expected? {
        if case .text(let word) = node.content {
            switch (word, opening) {
            case ("anything", _): return .anything
            case ("attendance", let opening?): return Expected(opening, isAttendance: true)
            case ("itself", let opening?): return Expected(opening, isItself: true)
            case ("attendance", nil), ("itself", nil):
                note(node.fault("no message opens this rule", write: "a mapping or anything"))
            default:
                note(
                    node.fault(
                        "`\(word)` is nothing that can be expected",
                        write: "a mapping, or one of: attendance, itself, anything"))
            }
            return nil
        }
        let keys = ["types", "where", "attended_by", "each_to"]
        guard let map = mapping(node, "expects", keys: keys) else { return nil }
        let pattern = self.pattern(in: map)
        if let opening, let types = map["types"] { noteStrangers(types, to: opening) }
        let attendedBy = map["attended_by"].map { self.roles($0, among: roles) } ?? []
        let eachTo = map["each_to"].map { self.roles($0, among: roles) } ?? []
        return pattern.map { Expected($0, attendedBy: Set(attendedBy), eachTo: eachTo) }
    }

    /// Reads what ends an expectation, each with the reason.
    mutating func lapses(_ node: SourceNode) -> [Lapse] {
        items(of: node) { item, reader in
            let keys = ["types", "where", "sent_by", "answers", "because"]
            guard let map = reader.mapping(item, "a lapse", keys: keys) else { return nil }
            let pattern = reader.pattern(in: map)
            let isByDebtor = reader.word("owed_by", as: "sent_by", in: map)
            let answersOpening = reader.word("opening", as: "answers", in: map)
            let because = reader.required("because", in: map) { (node) throws(SourceFault) in
                try node.text()
            }
            guard let pattern, let because else { return nil }
            return Lapse(
                pattern, isByDebtor: isByDebtor, answersOpening: answersOpening, because: because)
        }
    }

    /// Whether a member is there, which may have one value and no other.
    private mutating func word(_ word: String, as key: String, in map: SourceMapping) -> Bool {
        guard let node = map[key] else { return false }
        guard case .text(word) = node.content else {
            note(node.fault("`\(key)` of a lapse can have one value", write: word))
            return false
        }
        return true
    }

    /// Reads what stops a clock for a while, and what lets it go on.
    mutating func pauses(_ node: SourceNode) -> [Pause] {
        items(of: node) { item, reader in
            let keys = ["types", "where", "because", "until"]
            guard let map = reader.mapping(item, "a pause", keys: keys) else { return nil }
            let pattern = reader.pattern(in: map)
            let because = reader.required("because", in: map) { (node) throws(SourceFault) in
                try node.text()
            }
            let until = reader.required("until", in: map)
                .flatMap { reader.mapping($0, "until", keys: ["types", "where"]) }
                .flatMap { reader.pattern(in: $0) }
            guard let pattern, let because, let until else { return nil }
            return Pause(pattern, because: because, until: until)
        }
    }

    /// Reads the members `types` and `where` of a mapping.
    private mutating func pattern(in map: SourceMapping) -> MessagePattern? {
        guard let types = required("types", in: map) else { return nil }
        let vocabulary = vocabulary
        let names = values(of: types) { (node) throws(SourceFault) in
            try node.eventName(in: vocabulary)
        }
        let conditions = map["where"].map { self.conditions($0, on: Set(names), of: .each) }
        return MessagePattern(types: Set(names), conditions: conditions ?? .none)
    }

    private mutating func roles(_ node: SourceNode, among roles: Set<Role>) -> [Role] {
        values(of: node) { (node) throws(SourceFault) in try node.role(among: roles) }
    }
}
