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
        guard let members = names(in: claim) else { return (nil, [.wrongType]) }
        guard members.count <= limit else { return (nil, [.tooMany(limit: limit)]) }
        var reader = Reader(directory: directory)
        for member in members { reader.read(member) }
        return (reader.audience, reader.allFaults)
    }

    private static func names(in claim: JSONNode) -> [String]? {
        switch claim.kind {
        case .string: return claim.string.map { [$0] }
        case .array:
            let texts = claim.elements.compactMap(\.string)
            return texts.count == claim.count ? texts : nil
        default: return nil
        }
    }

    private struct Reader {
        let directory: Directory
        var partnerships: [PartnershipID] = []
        var agencies: [AgencyID] = []
        var faults: [AudienceFault] = []

        mutating func read(_ member: String) {
            if let id = directory.partnership(named: member) {
                if partnerships.contains(id) { faults.append(.repeated(member)) }
                partnerships.append(id)
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

        /// What was read, when it names one partnership.
        var audience: Audience? {
            guard let partnership = partnerships.first, !areSeveral else { return nil }
            return Audience(partnership: partnership, agencies: agencies)
        }

        private var areSeveral: Bool { partnerships.contains { $0 != partnerships[0] } }

        var allFaults: [AudienceFault] {
            var faults = faults
            if partnerships.isEmpty { faults.append(.noPartnership) }
            if areSeveral {
                faults.append(.severalPartnerships(partnerships.map(\.uri)))
            }
            return faults
        }
    }
}
