// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// A file of certificates or a revocation list that the configuration names, and that ends by itself.
package struct Ending: Sendable, Hashable {
    /// What it is.
    package let kind: Kind
    /// The file, as the configuration names it.
    package let file: String
    /// From when it is good.
    package let from: Instant
    /// Until when it is good, exclusive: of several in the file the first that ends.
    package let until: Instant

    /// What can end.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A trust anchor of `trust`.
        case anchor
        /// Authorities below an anchor, and signers that are held here.
        case authority
        /// A revocation list of `trust`.
        case list = "revocation_list"
        /// The certificate of the agencies' listener, or one of its issuers'.
        case listener
        /// The authorities of client certificates.
        case clientAuthority = "client_authority"
        /// The revocation lists of client certificates.
        case clientList = "client_list"
        /// The certificates by which a time stamping authority is believed.
        case timestampAuthority = "timestamp_authority"
        /// The revocation lists of a time stamping authority.
        case timestampList = "timestamp_list"

        /// How many days before the end it is told, once each.
        ///
        /// Lists live for days and not for years: they are told of a day before, and when they are over.
        package var steps: [Int] {
            switch self {
            case .list, .clientList, .timestampList: [1]
            default: EndingStep.days
            }
        }

        /// What the operator does about it.
        package var whatToDo: String {
            switch self {
            case .anchor:
                "ask the authority for its next anchor, and name it under `trust` beside it"
            case .authority: "ask the authority for the next certificate, and name it beside it"
            case .list, .clientList, .timestampList:
                "fetch the authority's newest list, put it in its place, and reload"
            case .listener: "have the next certificate issued, put it in its place, and reload"
            case .timestampAuthority:
                "ask the time stamping authority for its next root, and name it beside it"
            case .clientAuthority: "add the authority's next certificate to the file, and reload"
            }
        }
    }

    /// How near the end is.
    package enum Stage: Sendable, Hashable {
        /// Further off than the first step.
        case far
        /// Within so many days.
        case near(days: Int)
        /// It has come.
        case over

        /// The nearer the end, the less.
        private var rank: Int {
            switch self {
            case .far: .max
            case .near(let days): days
            case .over: 0
            }
        }

        func isNearer(than other: Stage) -> Bool { rank < other.rank }
    }

    /// Names what ends.
    package init(_ kind: Kind, file: String, from: Instant, until: Instant) {
        self.kind = kind
        self.file = file
        self.from = from
        self.until = until
    }

    /// How near the end is; in the first half of its life it is far.
    package func stage(at now: Instant) -> Stage {
        guard now < until else { return .over }
        let days = EndingStep.reached(at: now, from: from, until: until, of: kind.steps)
        return days.map(Stage.near) ?? .far
    }
}
