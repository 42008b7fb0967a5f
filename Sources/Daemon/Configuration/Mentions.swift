// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Who was declared and who was named, with the places, so that what does not fit is shown there.
struct Mentions {
    private var agencies: [AgencyID: SourceNode] = [:]
    private var partnerships: [PartnershipID: SourceNode] = [:]
    private var numbers: Set<Int> = []
    private var agreements: Set<String> = []
    private var namedAgencies: [(id: AgencyID, by: String, at: SourceNode)] = []
    private var namedPartnerships: [(id: PartnershipID, by: String, at: SourceNode)] = []

    /// Takes up an agency; false when it was declared before.
    mutating func declare(_ id: AgencyID, at node: SourceNode) -> Bool {
        agencies.updateValue(agencies[id] ?? node, forKey: id) == nil
    }

    /// Takes up a partnership; false when it was declared before.
    mutating func declare(_ id: PartnershipID, at node: SourceNode) -> Bool {
        partnerships.updateValue(partnerships[id] ?? node, forKey: id) == nil
    }

    /// Takes up a partnership's number; false when another has it.
    mutating func declare(number: Int) -> Bool { numbers.insert(number).inserted }

    /// Takes up an agreement's name; false when another has it.
    mutating func declare(agreement: String) -> Bool { agreements.insert(agreement).inserted }

    /// Remembers that an agency is named.
    mutating func name(_ id: AgencyID, by namer: String, at node: SourceNode) {
        namedAgencies.append((id, namer, node))
    }

    /// Remembers that a partnership is named.
    mutating func name(_ id: PartnershipID, by namer: String, at node: SourceNode) {
        namedPartnerships.append((id, namer, node))
    }

    /// Every mention of what was not declared.
    var faults: [SourceFault] {
        namedAgencies.filter { agencies[$0.id] == nil }
            .map { $0.at.fault(.unknownAgency($0.id, namedBy: $0.by)) }
            + namedPartnerships.filter { partnerships[$0.id] == nil }
            .map { $0.at.fault(.unknownPartnership($0.id, namedBy: $0.by)) }
    }

    /// Where an error of the directory is best shown.
    func place(of error: DirectoryError, or root: SourceNode) -> SourceNode {
        switch error {
        case .agencyIsBroker(let id), .agencyIsPartnership(let id), .partOfItself(let id):
            agencies[id] ?? root
        default: root
        }
    }
}

extension SourceNode {
    /// The fault of a directory, at this place and in the directory's words.
    func fault(_ error: DirectoryError) -> SourceFault {
        let words = error.description
        // Every error ends in what to write, after the last comma.
        let comma = words.utf8.lastIndex(of: UInt8(ascii: ",")) ?? words.endIndex
        let instead = words[comma...].drop { $0 == "," || $0 == " " }
        return SourceFault(
            file: file, line: line, column: column, what: String(words[..<comma]),
            instead: instead.isEmpty ? "correct it" : String(instead))
    }
}
