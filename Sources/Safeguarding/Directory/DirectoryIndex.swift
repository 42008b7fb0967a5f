// SPDX-License-Identifier: Apache-2.0

/// What makes the lookups of a directory cost the same however large it is.
///
/// Where the configuration says a thing twice, the first counts; the directory refuses it anyway.
struct DirectoryIndex: Sendable {
    let agencies: [AgencyID: AgencyRecord]
    let partnerships: [PartnershipID: Partnership]
    let partnershipsByNumber: [Int: Partnership]
    let nodes: [AgencyID: [NodeRecord]]
    let operators: [AgencyID: Set<AgencyID>]
    let agreements: [Route: [Permission]]
    let subscriptions: [Topic: [Wish]]
    let readers: [AgencyID: [Reader]]

    /// A sender and a type of message within a partnership.
    struct Route: Sendable, Hashable {
        let partnership: PartnershipID
        let from: AgencyID
        let type: String
    }

    /// A type of message within a partnership.
    struct Topic: Sendable, Hashable {
        let partnership: PartnershipID
        let type: String
    }

    /// An agreement, with its recipients as a set.
    struct Permission: Sendable {
        let agreement: Agreement
        let to: Set<AgencyID>
    }

    /// A subscription, with its senders as a set.
    struct Wish: Sendable {
        let subscription: Subscription
        let from: Set<AgencyID>?
    }

    init(
        partnerships: [Partnership], agencies: [AgencyRecord], nodes: [NodeRecord],
        agreements: [Agreement], subscriptions: [Subscription], readers: [Reader]
    ) {
        self.agencies = Dictionary(agencies.map { ($0.id, $0) }) { first, _ in first }
        self.partnerships = Dictionary(partnerships.map { ($0.id, $0) }) { first, _ in first }
        partnershipsByNumber = Dictionary(partnerships.map { ($0.number, $0) }) { first, _ in
            first
        }
        self.nodes = Dictionary(grouping: nodes, by: \.agency)
        operators = self.nodes.mapValues { Set($0.compactMap(\.operatedBy)) }
        self.agreements = Self.permissions(agreements)
        self.subscriptions = Self.wishes(subscriptions)
        self.readers = Dictionary(grouping: readers, by: \.agency)
    }

    private static func permissions(_ agreements: [Agreement]) -> [Route: [Permission]] {
        var permissions: [Route: [Permission]] = [:]
        for agreement in agreements {
            let permission = Permission(agreement: agreement, to: Set(agreement.to))
            for sender in Set(agreement.from) {
                for type in Set(agreement.types) {
                    let route = Route(
                        partnership: agreement.partnership, from: sender, type: type)
                    permissions[route, default: []].append(permission)
                }
            }
        }
        return permissions.mapValues { found in
            found.sorted { $0.agreement.reviewBy > $1.agreement.reviewBy }
        }
    }

    private static func wishes(_ subscriptions: [Subscription]) -> [Topic: [Wish]] {
        var wishes: [Topic: [Wish]] = [:]
        for subscription in subscriptions {
            let wish = Wish(subscription: subscription, from: subscription.from.map { Set($0) })
            for type in Set(subscription.types) {
                let topic = Topic(partnership: subscription.partnership, type: type)
                wishes[topic, default: []].append(wish)
            }
        }
        return wishes
    }
}
