// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// Whom a message is for: one partnership, and the agencies it addresses within it.
package struct Audience: Sendable, Hashable {
    /// The partnership under whose agreements the message travels.
    package let partnership: PartnershipID
    /// The agencies addressed by name, in the order in which they were written.
    package let agencies: [AgencyID]
}

extension Audience {
    /// Reads `aud` (RFC 7519 section 4.1.3): every fault is reported.
    ///
    /// Anything that is neither a partnership nor a registered agency is refused by name: a slip of
    /// the pen must not become a 202 (interfaces.md section 3).
    ///
    /// - Returns: what could be read, beside the faults: who was meant can be told of the refusal.
    static func reading(
        _ claim: JSONNode?, in directory: Directory, limit: Int
    ) -> (audience: Audience?, faults: [AudienceFault]) {
        guard let claim else { return (nil, [.missing]) }
        guard let count = names(in: claim) else { return (nil, [.wrongType]) }
        guard count <= limit else { return (nil, [.tooMany(limit: limit)]) }
        var reader = Reader(in: directory, expecting: count)
        if let name = claim.string { reader.read(name) }
        for member in claim.elements {
            if let name = member.string { reader.read(name) }
        }
        return (reader.audience, reader.allFaults)
    }

    /// How many names there are; nil when it is no string and no list of strings alone.
    private static func names(in claim: JSONNode) -> Int? {
        switch claim.kind {
        case .string: 1
        case .array: claim.elements.allSatisfy { $0.kind == .string } ? claim.count : nil
        default: nil
        }
    }

    private struct Reader {
        private let directory: Directory
        private var partnership: PartnershipID?
        /// What was named after it, itself again too.
        private var otherPartnerships: [PartnershipID] = []
        private var agencies: [AgencyID] = []
        private var faults: [AudienceFault] = []

        init(in directory: Directory, expecting count: Int) {
            self.directory = directory
            agencies.reserveCapacity(count)
        }

        mutating func read(_ member: String) {
            if let id = directory.partnership(named: member) {
                read(id, member)
            } else if let id = directory.agency(named: member) {
                if agencies.contains(id) {
                    faults.append(.repeated(member))
                } else {
                    agencies.append(id)
                }
            } else {
                faults.append(.unknown(member))
            }
        }

        private mutating func read(_ id: PartnershipID, _ member: String) {
            guard let partnership else { return partnership = id }
            if partnership == id || otherPartnerships.contains(id) {
                faults.append(.repeated(member))
            }
            otherPartnerships.append(id)
        }

        /// What was read, when it names one partnership.
        var audience: Audience? {
            guard let partnership, !areSeveral else { return nil }
            return Audience(partnership: partnership, agencies: agencies)
        }

        private var areSeveral: Bool { otherPartnerships.contains { $0 != partnership } }

        var allFaults: [AudienceFault] {
            guard let partnership else { return faults + [.noPartnership] }
            guard areSeveral else { return faults }
            let named = [partnership] + otherPartnerships
            return faults + [.severalPartnerships(named.map(\.uri))]
        }
    }
}
