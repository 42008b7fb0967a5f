// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// The partnerships and their rules.
extension ConfigurationReader {
    mutating func partnership(_ node: SourceNode) -> Partnership? {
        let keys = [
            "uri", "number", "name", "rules", "calendar", "school_calendar", "school_calendars",
            "roles", "caseload_limits", "lookup_by_person",
        ]
        guard let map = reader.mapping(node, "a partnership", keys: keys) else { return nil }
        let id = reader.required("uri", in: map) { (node) throws(SourceFault) in
            try node.partnershipID()
        }
        if let id, let node = map["uri"], !mentions.declare(id, at: node) {
            reader.note(node.fault(.duplicatePartnership(id)))
        }
        let number = number(map, of: id)
        let name = reader.required("name", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let (roles, mapped) = map["roles"].map { self.roles($0, of: id) } ?? ([:], [])
        let rules = reader.required("rules", in: map).flatMap { node in
            rulePack(node).map { pack in
                check(pack, at: node, roles: mapped, of: id)
                return pack
            }
        }
        let calendar = reader.required("calendar", in: map).flatMap { self.calendar($0) }
        let schools = SchoolCalendars(
            common: map["school_calendar"].flatMap { schoolCalendar($0) },
            own: map["school_calendars"].map { schoolCalendars($0, of: id) } ?? [:])
        let caseloads = map["caseload_limits"].map { caseloadLimits($0) } ?? CaseloadLimits()
        let allowsLookup = reader.optional("lookup_by_person", in: map) {
            (node) throws(SourceFault) in try node.boolean()
        }
        guard let id, let number, let name, let rules, let calendar else { return nil }
        return Partnership(
            id: id, number: number, name: name, rules: rules, calendar: calendar, schools: schools,
            roles: roles, caseloads: caseloads, allowsLookupByPerson: allowsLookup ?? true)
    }

    private mutating func number(_ map: SourceMapping, of id: PartnershipID?) -> Int? {
        let number = reader.required("number", in: map) { (node) throws(SourceFault) in
            try node.integer(in: 1...Directory.highestPartnershipNumber)
        }
        if let id { written.note(Written.number(of: id), at: map["number"]) }
        if let number, let id, let node = map["number"], !mentions.declare(number: number) {
            reader.note(node.fault(.duplicatePartnershipNumber(number, id)))
        }
        return number
    }

    /// Who has which role, and which roles are written at all, rightly or not.
    private mutating func roles(
        _ node: SourceNode, of id: PartnershipID?
    ) -> (held: [Role: AgencyID], written: Set<Role>) {
        var roles: [Role: AgencyID] = [:]
        var written: Set<Role> = []
        for entry in reader.attempt({ () throws(SourceFault) in try node.entries() }) ?? [] {
            let role = reader.attempt { () throws(SourceFault) in
                try entry.key.identifier { (text) throws(IdentifierError) in try Role(text) }
            }
            if let role { written.insert(role) }
            let agency = reader.attempt { () throws(SourceFault) in try entry.value.agencyID() }
            guard let role, let agency else { continue }
            roles[role] = agency
            let namer = "role `\(role)` of partnership \(id?.uri ?? "without a URI")"
            mentions.name(agency, by: namer, at: entry.value)
        }
        return (roles, written)
    }

    /// A rule pack: a file relative to the configuration, or else one that comes with Baton.
    private mutating func rulePack(_ node: SourceNode) -> RulePack? {
        guard let name = reader.attempt({ () throws(SourceFault) in try node.text() }) else {
            return nil
        }
        guard let path = pathOfPack(name) else {
            let shipped = file.data.packNames.joined(separator: ", ")
            reader.note(
                node.fault(
                    "there is no file \(file.resolve(name)), and no such pack comes with Baton",
                    write: "the path of a rule pack, or one of: \(shipped)"))
            return nil
        }
        return rulePack(at: path, for: node)
    }

    /// The pack that a file holds; an overlay lies over one that stands beside it or that ships.
    private mutating func rulePack(
        at path: String, for node: SourceNode, asBase: Bool = false
    ) -> RulePack? {
        if let pack = packs[path] { return pack }
        let text = attempt { (self) throws(SourceFault) in
            let bytes = try self.bytes(of: path, at: node, atMost: LocalFile.mostBytes)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw node.fault("the file \(path) is not UTF-8", write: "the path of a rule pack")
            }
            return text
        }
        guard let text, let pack = rulePack(in: text, of: path, for: node, asBase: asBase)
        else { return nil }
        keep(pack, text, at: node)
        packs[path] = pack
        return pack
    }

    private mutating func rulePack(
        in text: String, of path: String, for node: SourceNode, asBase: Bool
    ) -> RulePack? {
        let vocabulary = schemas.vocabulary
        let base = located { () throws(SourceFaults) in
            try RulePack.base(in: text, file: path)
        }
        switch base {
        case nil: return nil
        case .some(nil):
            return located { () throws(SourceFaults) in
                try RulePack(reading: text, file: path, vocabulary: vocabulary)
            }
        case .some(let name?):
            let beside = LocalFile.folder(of: path) + "/\(name).yaml"
            let found = LocalFile.isThere(beside) ? beside : file.data.pack(name)
            if asBase {
                reader.note(
                    node.fault(
                        "\(path) is an overlay itself, and no overlay lies over another",
                        write: "an overlay over a whole pack"))
                return nil
            }
            guard LocalFile.isThere(found) else {
                reader.note(
                    node.fault(
                        "\(path) lies over `\(name)`, which is neither beside it nor comes with "
                            + "Baton", write: "the path of another pack"))
                return nil
            }
            guard let pack = rulePack(at: found, for: node, asBase: true) else { return nil }
            return located { () throws(SourceFaults) in
                try RulePack(
                    overlaying: pack, reading: text, file: path, vocabulary: vocabulary)
            }
        }
    }

    private func pathOfPack(_ name: String) -> String? {
        let beside = file.resolve(name)
        if LocalFile.isThere(beside) { return beside }
        return file.data.packNames.contains(name) ? file.data.pack(name) : nil
    }

    private mutating func keep(_ pack: RulePack, _ text: String, at node: SourceNode) {
        let role = "rules:\(pack.name)"
        let bytes = Array(text.utf8)
        if let other = documents[role], other != bytes {
            reader.note(
                node.fault(
                    "two rule packs call themselves `\(pack.name)` and differ",
                    write: "another name into one of them"))
        }
        documents[role] = bytes
    }

    private mutating func check(
        _ pack: RulePack, at node: SourceNode, roles: Set<Role>, of id: PartnershipID?
    ) {
        guard let id else { return }
        for (role, rule) in Partnership.missingRoles(of: pack, among: roles) {
            reader.note(node.fault(.roleNotMapped(role, rule: rule.id, in: id)))
        }
    }

    /// Reads another file, and keeps all of its faults.
    mutating func located<Value>(_ read: () throws(SourceFaults) -> Value) -> Value? {
        do throws(SourceFaults) { return try read() } catch {
            for fault in error.faults { reader.note(fault) }
            return nil
        }
    }
}
