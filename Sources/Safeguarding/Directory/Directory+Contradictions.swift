// SPDX-License-Identifier: Apache-2.0

extension Directory {
    /// Everything in which the configuration contradicts itself, in the order of its parts.
    func contradictions() -> [DirectoryError] {
        partnerships.flatMap(contradictions(of:)) + contradictionsOfNumbers()
            + contradictionsOfAgencies() + contradictionsOfNodes() + contradictionsOfAgreements()
            + subscriptions.flatMap(contradictions(of:)) + readers.flatMap(contradictions(of:))
    }

    private func contradictions(of partnership: Partnership) -> [DirectoryError] {
        let id = partnership.id
        var errors: [DirectoryError] = []
        if !(1...Self.highestPartnershipNumber).contains(partnership.number) {
            errors.append(.partnershipNumberOutOfRange(partnership.number, id))
        }
        for (role, agency) in partnership.roles.sorted(by: { $0.key < $1.key }) {
            errors += unknown([agency], namedBy: "role `\(role)` of partnership \(id)")
        }
        let held = Set(partnership.roles.keys)
        for (role, rule) in Partnership.missingRoles(of: partnership.rules, among: held) {
            errors.append(.roleNotMapped(role, rule: rule.id, in: id))
        }
        return errors
    }

    private func contradictionsOfNumbers() -> [DirectoryError] {
        var ids: Set<PartnershipID> = []
        var numbers: Set<Int> = []
        return partnerships.flatMap { partnership -> [DirectoryError] in
            guard ids.insert(partnership.id).inserted else {
                return [.duplicatePartnership(partnership.id)]
            }
            guard numbers.insert(partnership.number).inserted else {
                return [.duplicatePartnershipNumber(partnership.number, partnership.id)]
            }
            return []
        }
    }

    private func contradictionsOfAgencies() -> [DirectoryError] {
        let partnershipURIs = Set(partnerships.map(\.id.uri))
        var seen: Set<AgencyID> = []
        return agencies.flatMap { agency -> [DirectoryError] in
            let id = agency.id
            guard seen.insert(id).inserted else { return [.duplicateAgency(id)] }
            var errors: [DirectoryError] = []
            if id == broker { errors.append(.agencyIsBroker(id)) }
            if partnershipURIs.contains(id.uri) { errors.append(.agencyIsPartnership(id)) }
            if let whole = agency.partOf { errors += unknown([whole], namedBy: "agency \(id)") }
            if isPartOfItself(agency) { errors.append(.partOfItself(id)) }
            return errors
        }
    }

    private func isPartOfItself(_ agency: AgencyRecord) -> Bool {
        var seen: Set<AgencyID> = []
        var whole = agency.partOf
        while let id = whole, seen.insert(id).inserted {
            if id == agency.id { return true }
            whole = self.agency(id)?.partOf
        }
        return false
    }

    private func contradictionsOfNodes() -> [DirectoryError] {
        var seen: Set<[String]> = []
        return nodes.flatMap { node -> [DirectoryError] in
            guard seen.insert([node.agency.uri, node.id]).inserted else {
                return [.duplicateNode(node.id, of: node.agency)]
            }
            let named = [node.agency] + (node.operatedBy.map { [$0] } ?? [])
            return unknown(named, namedBy: "node `\(node.id)`")
        }
    }

    private func contradictionsOfAgreements() -> [DirectoryError] {
        var seen: Set<String> = []
        return agreements.flatMap { agreement -> [DirectoryError] in
            guard seen.insert(agreement.id).inserted else {
                return [.duplicateAgreement(agreement.id)]
            }
            let isEmpty =
                agreement.from.isEmpty || agreement.to.isEmpty || agreement.types.isEmpty
            let namer = "agreement `\(agreement.id)`"
            return (isEmpty ? [.emptyAgreement(agreement.id)] : [])
                + unknown(agreement.partnership, namedBy: namer)
                + unknown(agreement.from + agreement.to, namedBy: namer)
        }
    }

    private func contradictions(of subscription: Subscription) -> [DirectoryError] {
        let namer = "a subscription of \(subscription.agency)"
        return unknown(subscription.partnership, namedBy: namer)
            + unknown([subscription.agency] + (subscription.from ?? []), namedBy: namer)
    }

    private func contradictions(of reader: Reader) -> [DirectoryError] {
        let namer = "reader \(reader.agency)"
        var errors = unknown([reader.agency], namedBy: namer)
        errors += reader.partnerships.flatMap { unknown($0, namedBy: namer) }
        if reader.role == .inspector, reader.from == nil || reader.until == nil {
            errors.append(.inspectorWithoutDates(reader.agency))
        }
        if let from = reader.from, let until = reader.until, until < from {
            errors.append(.readerDatesReversed(reader.agency))
        }
        return errors
    }

    /// The agencies that are not registered, each once.
    private func unknown(_ ids: [AgencyID], namedBy namer: String) -> [DirectoryError] {
        Set(ids).filter { agency($0) == nil }.sorted()
            .map { .unknownAgency($0, namedBy: namer) }
    }

    private func unknown(_ id: PartnershipID, namedBy namer: String) -> [DirectoryError] {
        partnership(id) == nil ? [.unknownPartnership(id, namedBy: namer)] : []
    }
}
