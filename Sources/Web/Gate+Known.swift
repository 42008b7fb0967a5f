// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Relay
import Safeguarding

/// What a filter names must be known here: a slip of the pen is not answered with an all-clear.
extension Gate {
    /// Refuses agencies that are neither registered nor were ever party to a message.
    ///
    /// - Parameter agencies: each by the name of its parameter; nil where none was asked for.
    func refuseUnknown(agencies: [(String, AgencyID?)], for viewer: Viewer) async throws {
        let directory = broker.setting.directory
        for case (let name, let agency?) in agencies
        where agency != directory.broker && directory.agency(agency) == nil {
            guard try await broker.hasMessages(of: agency) else {
                throw Fault.badRequest(
                    "`\(name)` must be the URI of an agency that is registered here: "
                        + "\(Self.choice(of: self.agencies(near: viewer).map(\.uri))).", at: name)
            }
        }
    }

    /// Refuses a type that no schema here has, where nothing in the store is of it either.
    ///
    /// - Parameters:
    ///   - schedules: what stands in a type's place where no message did something.
    ///   - isStored: whether something is kept of it; asked only where it must be.
    func refuseUnknown(
        type: String?, besides schedules: Set<String> = [], isStored: () async throws -> Bool
    ) async throws {
        let known = broker.setting.frontDoor.catalogue.entries.map(\.type.name)
        guard let type, !known.contains(type), !schedules.contains(type),
            try await !isStored()
        else { return }
        throw Fault.badRequest(
            "`type` must be the name of a type of message: "
                + "\(Self.choice(of: known + schedules)).", at: "type")
    }

    /// The agencies with which a viewer shares a partnership, by their agreements.
    private func agencies(near viewer: Viewer) -> Set<AgencyID> {
        let directory = broker.setting.directory
        var near: Set<AgencyID> = []
        for partnership in directory.partnerships {
            let members = directory.agreements.filter { $0.partnership == partnership.id }
                .reduce(into: Set<AgencyID>()) { $0.formUnion($1.from + $1.to) }
            let isNear =
                switch viewer {
                case .party(let agency): members.contains(agency)
                case .overseer(_, let numbers): numbers.contains(partnership.number)
                }
            if isNear { near.formUnion(members) }
        }
        return near
    }

    /// The most names that a fault offers.
    private static let mostOffered = 100

    private static func choice(of names: some Collection<String>) -> String {
        let offered = Set(names).sorted()
        let rest = offered.count - mostOffered
        return offered.prefix(mostOffered).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}
