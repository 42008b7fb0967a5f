// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding

/// Who may share what with whom, and who wants it.
extension ConfigurationReader {
    mutating func agreement(_ node: SourceNode) -> Agreement? {
        let keys = [
            "id", "partnership", "from", "to", "types", "purpose", "lawful_basis", "review_by",
        ]
        guard let map = reader.mapping(node, "an agreement", keys: keys) else { return nil }
        let id = reader.required("id", in: map) { (node) throws(SourceFault) in try node.text() }
        if let id, let node = map["id"], !mentions.declare(agreement: id) {
            reader.note(node.fault(.duplicateAgreement(id)))
        }
        let namer = "agreement `\(id ?? "without an id")`"
        let partnership = partnership(named: reader.required("partnership", in: map), by: namer)
        let from = named(each: list("from", in: map), by: namer)
        let to = named(each: list("to", in: map), by: namer)
        let types = list("types", in: map).compactMap { typeName($0) }
        let purpose = reader.required("purpose", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let basis = reader.required("lawful_basis", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let reviewBy = reader.required("review_by", in: map) { (node) throws(SourceFault) in
            try node.date()
        }
        guard let id, let partnership, let purpose, let basis, let reviewBy else { return nil }
        warn(ofReview: reviewBy, of: id, at: map["review_by"])
        return Agreement(
            id: id, partnership: partnership, from: from, to: to, types: types, purpose: purpose,
            lawfulBasis: basis, reviewBy: reviewBy)
    }

    /// An agreement past its review still routes, marked and alarmed.
    private mutating func warn(ofReview day: CalendarDate, of id: String, at node: SourceNode?) {
        guard let node, day < London.date(at: now) else { return }
        warnings.append(
            SourceFault(
                file: node.file, line: node.line, column: node.column,
                what:
                    "agreement `\(id)` was to be reviewed by \(day) and still lets messages through",
                instead: "review it and write the next day"))
    }

    mutating func subscription(_ node: SourceNode) -> Subscription? {
        let keys = ["agency", "partnership", "types", "from", "where"]
        guard let map = reader.mapping(node, "a subscription", keys: keys) else { return nil }
        let agencyNode = reader.required("agency", in: map)
        let agency = named(agencyNode, by: "a subscription")
        let namer = agency.map { "a subscription of \($0)" } ?? "a subscription"
        let partnership = partnership(named: reader.required("partnership", in: map), by: namer)
        let typeNodes = list("types", in: map)
        let types = typeNodes.compactMap { typeName($0) }
        let areTypesGood = types.count == typeNodes.count
        for (node, type) in zip(typeNodes, types) where areTypesGood {
            refuseAddressedOnly(type, at: node)
        }
        let senders = map["from"] == nil ? nil : named(each: list("from", in: map), by: namer)
        let conditions = map["where"].map {
            reader.conditions($0, on: areTypesGood ? Set(types) : [], of: .any)
        }
        guard let agency, let partnership, !types.isEmpty else { return nil }
        return Subscription(
            agency: agency, partnership: partnership, types: types, from: senders,
            where: conditions ?? .none)
    }

    private mutating func refuseAddressedOnly(_ type: String, at node: SourceNode) {
        let entry = schemas.catalogue.entries.first { $0.type.name == type }
        guard let entry, entry.isAddressedOnly else { return }
        reader.note(
            node.fault(
                "`\(type)` goes only to those whom its sender addresses",
                write: "types that can be subscribed to"))
    }

    /// The name of an event type that agencies send.
    private mutating func typeName(_ node: SourceNode) -> String? {
        guard let name = reader.attempt({ () throws(SourceFault) in try node.text() }) else {
            return nil
        }
        let known = EventNames.sentByAgencies(in: schemas.catalogue)
        guard known.contains(name) else {
            reader.note(
                node.fault(
                    "`\(name)` is no event type that agencies send",
                    write: "one of: \(known.joined(separator: ", "))"))
            return nil
        }
        return name
    }

    mutating func readership(_ node: SourceNode) -> Reader? {
        let keys = ["agency", "role", "partnerships", "from", "until"]
        guard let map = reader.mapping(node, "a reader", keys: keys) else { return nil }
        let agency = named(reader.required("agency", in: map), by: "a reader")
        let namer = agency.map { "reader \($0)" } ?? "a reader"
        let role = reader.required("role", in: map) { (node) throws(SourceFault) in
            try node.word(of: ReaderRole.self)
        }
        let partnerships = list("partnerships", in: map)
            .compactMap { partnership(named: $0, by: namer) }
        let from = reader.optional("from", in: map) { (node) throws(SourceFault) in
            try node.date()
        }
        let until = reader.optional("until", in: map) { (node) throws(SourceFault) in
            try node.date()
        }
        guard let agency, let role else { return nil }
        if role == .inspector, map["from"] == nil || map["until"] == nil {
            reader.note(node.fault(.inspectorWithoutDates(agency)))
        }
        if let from, let until, until < from, let node = map["until"] {
            reader.note(node.fault(.readerDatesReversed(agency)))
        }
        return Reader(
            agency: agency, role: role, partnerships: partnerships, from: from, until: until)
    }
}
