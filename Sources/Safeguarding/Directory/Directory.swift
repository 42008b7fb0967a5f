// SPDX-License-Identifier: Apache-2.0

/// Who takes part, what they agreed, and who wants what: the whole of a configuration's people.
///
/// A directory is checked once, when it is made, and never changes; a new load makes a new one.
/// Every lookup costs the same however many agencies there are. A reference, since a copy would count
/// up all that it holds.
package final class Directory: Sendable {
    /// The broker's own URI, by which it signs its notices.
    package let broker: AgencyID
    /// The partnerships, in the order of the configuration.
    package let partnerships: [Partnership]
    /// The agencies, in the order of the configuration.
    package let agencies: [AgencyRecord]
    /// The nodes, in the order of the configuration.
    package let nodes: [NodeRecord]
    /// The agreements, in the order of the configuration.
    package let agreements: [Agreement]
    /// The subscriptions, in the order of the configuration.
    package let subscriptions: [Subscription]
    /// The readers, in the order of the configuration.
    package let readers: [Reader]

    let index: DirectoryIndex

    /// The highest number that a partnership may have in the public log.
    package static let highestPartnershipNumber = 65_535

    /// Makes a directory, or names everything in which it contradicts itself.
    package init(
        broker: AgencyID, partnerships: [Partnership], agencies: [AgencyRecord],
        nodes: [NodeRecord] = [], agreements: [Agreement] = [],
        subscriptions: [Subscription] = [], readers: [Reader] = []
    ) throws(DirectoryErrors) {
        self.broker = broker
        self.partnerships = partnerships
        self.agencies = agencies
        self.nodes = nodes
        self.agreements = agreements
        self.subscriptions = subscriptions
        self.readers = readers
        index = DirectoryIndex(
            partnerships: partnerships, agencies: agencies, nodes: nodes, agreements: agreements,
            subscriptions: subscriptions, readers: readers)
        let errors = contradictions()
        if !errors.isEmpty { throw DirectoryErrors(errors) }
    }

    /// The agency with a URI.
    package func agency(_ id: AgencyID) -> AgencyRecord? { index.agencies[id] }

    /// The agency whose URI is exactly this text.
    ///
    /// What is registered was checked when it was registered, so a message's agencies are found
    /// without being checked again. Strings are equal by canonical equivalence; but what is ASCII, as
    /// every identity is, and as long in bytes, is the same.
    package func agency(named uri: String) -> AgencyID? {
        guard let found = index.agencies[AgencyID(unchecked: uri)]?.id else { return nil }
        return found.uri.utf8.count == uri.utf8.count ? found : nil
    }

    /// The partnership whose URI is exactly this text.
    package func partnership(named uri: String) -> PartnershipID? {
        guard let found = index.partnerships[PartnershipID(unchecked: uri)]?.id else { return nil }
        return found.uri.utf8.count == uri.utf8.count ? found : nil
    }

    /// The partnership with a URI.
    package func partnership(_ id: PartnershipID) -> Partnership? { index.partnerships[id] }

    /// The partnership with a number in the public log.
    package func partnership(number: Int) -> Partnership? { index.partnershipsByNumber[number] }

    /// The nodes that sign for an agency.
    package func nodes(of agency: AgencyID) -> [NodeRecord] { index.nodes[agency] ?? [] }

    /// The agencies that run a node of another and so may carry its messages.
    package func operators(of agency: AgencyID) -> Set<AgencyID> {
        index.operators[agency] ?? []
    }

    /// The agreement that lets one agency share a type of message with another.
    ///
    /// Where several do, it is the one that is reviewed last, so that one past its review is given
    /// only when nothing newer lets the message through.
    package func agreement(
        partnership: PartnershipID, from sender: AgencyID, to recipient: AgencyID, type: String
    ) -> Agreement? {
        let key = DirectoryIndex.Route(partnership: partnership, from: sender, type: type)
        return index.agreements[key]?.first { $0.to.contains(recipient) }?.agreement
    }

    /// The subscriptions to a type of message from a sender; their `where` is the caller's to ask.
    package func subscribers(
        partnership: PartnershipID, type: String, from sender: AgencyID
    ) -> [Subscription] {
        let key = DirectoryIndex.Topic(partnership: partnership, type: type)
        guard let found = index.subscriptions[key] else { return [] }
        return found.compactMap { indexed in
            let isMeant = indexed.from.map { $0.contains(sender) } ?? true
            return isMeant && indexed.subscription.agency != sender ? indexed.subscription : nil
        }
    }

    /// What an agency may read of a partnership on a day; the wider role where it has both.
    package func readerRole(
        of agency: AgencyID, in partnership: PartnershipID, at date: CalendarDate
    ) -> ReaderRole? {
        let roles = (index.readers[agency] ?? []).filter {
            $0.partnerships.contains(partnership) && $0.mayRead(on: date)
        }.map(\.role)
        return roles.contains(.inspector) ? .inspector : roles.first
    }
}

extension Directory: Hashable {
    /// Two directories are one when their configurations say the same.
    package static func == (left: Directory, right: Directory) -> Bool {
        left.broker == right.broker && left.partnerships == right.partnerships
            && left.agencies == right.agencies && left.nodes == right.nodes
            && left.agreements == right.agreements && left.subscriptions == right.subscriptions
            && left.readers == right.readers
    }

    /// Hashes the broker and its partnerships, which tell directories apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(broker)
        hasher.combine(partnerships)
    }
}
