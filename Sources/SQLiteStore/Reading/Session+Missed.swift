// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Relay
import Safeguarding
import Wire

extension Session {
    /// Missed expectations in the order of their names, by the index that narrows most: the agency
    /// asked for, else the span of time, else the names themselves.
    func missed(_ filter: MissedFilter) throws(StoreFailure) -> [ExpectationRecord] {
        if let debtor = filter.owedBy {
            return try missed(.missedBy, filter, debtor)
        }
        if let agency = filter.agency ?? filter.recipient {
            return try missed(ofEitherSide: agency, filter)
        }
        if let sender = filter.sender {
            return try missed(.missedFrom, filter, sender)
        }
        let isNarrow = filter.from != nil || filter.to != nil
        return try missed(isNarrow ? .missedInTime : .missed, filter, nil)
    }

    private func missed(
        ofEitherSide agency: AgencyID, _ filter: MissedFilter
    ) throws(StoreFailure) -> [ExpectationRecord] {
        let owed = try missed(.missedBy, filter, agency)
        let names = Set(owed.map(\.name))
        let awaited = try missed(.missedTo, filter, agency).filter { !names.contains($0.name) }
        return Array((owed + awaited).sorted { $0.name < $1.name }.prefix(filter.limit))
    }

    private func missed(
        _ command: Command, _ filter: MissedFilter, _ one: AgencyID?
    ) throws(StoreFailure) -> [ExpectationRecord] {
        var arguments = plainArguments(filter)
        let agencies = [
            "one": one, "agency": filter.agency, "sender": filter.sender,
            "recipient": filter.recipient,
        ]
        for (name, agency) in agencies {
            guard let agency else {
                arguments[name] = .some(nil)
                continue
            }
            guard let number = try number(of: agency) else { return [] }
            arguments[name] = number
        }
        return try expectations(command, Arguments(named: arguments))
    }

    /// What the filter says without agencies, as named arguments.
    private func plainArguments(_ filter: MissedFilter) -> [String: (any Bindable)?]
    {
        let state = filter.isOpen.map { $0 ? ExpectationState.missed : .metLate }
        return [
            "name": filter.after?.row ?? -1,
            "from": filter.from?.milliseconds ?? Int64.min,
            "to": filter.to?.milliseconds ?? Int64.max, "type": filter.type,
            "rule": filter.rule, "break_point": filter.breakPoint?.code,
            "state": state?.rawValue,
            "partnerships": filter.partnerships.map(Self.list),
            "limit": filter.limit,
        ]
    }

    private static func list(_ numbers: Set<Int>) -> String {
        JSONValue.array(numbers.sorted().map { .integer(Int64($0)) }).text
    }
}
