// SPDX-License-Identifier: Apache-2.0

import Audit
import GRDB
import Handoffs
import Relay
import Safeguarding
import Wire

extension Session {
    /// Missed expectations in the order that is asked for, by the index that narrows most: the agency
    /// asked for, else the span of time, else the partnership or the names themselves.
    ///
    /// Their places are found first, no more than fit on the page from each way to look; only then is
    /// anything of their entries read.
    func missed(_ filter: MissedFilter) throws(StoreFailure) -> [ExpectationRecord] {
        var found: Set<MissPlace> = []
        for way in try ways(filter) { found.formUnion(try places(way, filter)) }
        let ordered =
            switch filter.order {
            case .log: found.sorted { $0.name < $1.name }
            case .seriousness: found.sorted()
            }
        return try expectations(ordered.prefix(filter.limit).map(\.name))
    }

    /// Expectations of some names, in their order, from one statement.
    private func expectations(_ names: [PartName]) throws(StoreFailure) -> [ExpectationRecord] {
        try expectations(.expectationsNamed, [Self.list(names.map(\.row))])
    }

    /// One way to look for misses.
    private struct Way {
        let command: Command
        /// The agency or the partnership that it looks for.
        var one: Int?
        /// How they stand, where its index tells them apart by that.
        var standing: ExpectationState?
    }

    private func ways(_ filter: MissedFilter) throws(StoreFailure) -> [Way] {
        switch filter.order {
        case .log: try waysInLogOrder(filter)
        case .seriousness: try waysBySeriousness(filter)
        }
    }

    private func waysInLogOrder(_ filter: MissedFilter) throws(StoreFailure) -> [Way] {
        if let debtor = filter.owedBy {
            return try number(of: debtor).map { [Way(command: .missedBy, one: $0)] } ?? []
        }
        if let agency = filter.agency ?? filter.recipient {
            return try number(of: agency).map { number in
                [Command.missedBy, .missedTo].map { Way(command: $0, one: number) }
            } ?? []
        }
        if let sender = filter.sender {
            return try number(of: sender).map { [Way(command: .missedFrom, one: $0)] } ?? []
        }
        return [Way(command: filter.isOfASpan ? .missedInTime : .missed)]
    }

    private func waysBySeriousness(_ filter: MissedFilter) throws(StoreFailure) -> [Way] {
        var agency: AgencyID?
        var commands: [Command] = []
        if let debtor = filter.owedBy {
            (agency, commands) = (debtor, [.seriousBy])
        } else if let either = filter.agency ?? filter.recipient {
            (agency, commands) = (either, [.seriousBy, .seriousTo])
        } else if let sender = filter.sender {
            (agency, commands) = (sender, [.seriousFrom])
        }
        if let agency {
            guard let number = try number(of: agency) else { return [] }
            return commands.flatMap { Self.ways($0, to: number, filter) }
        }
        if !filter.isOfASpan, let partnerships = filter.partnerships {
            return partnerships.sorted().flatMap { Self.ways(.seriousIn, to: $0, filter) }
        }
        return [Way(command: .seriousInTime)]
    }

    /// One way for each standing that a miss can have.
    private static func ways(_ command: Command, to one: Int, _ filter: MissedFilter) -> [Way] {
        let standings = filter.state.map { [$0] } ?? ExpectationState.ofMisses
        return standings.map { Way(command: command, one: one, standing: $0) }
    }

    private func places(_ way: Way, _ filter: MissedFilter) throws(StoreFailure) -> [MissPlace] {
        var arguments = plainArguments(filter)
        arguments["one"] = way.one
        arguments["standing"] = way.standing?.rawValue
        let agencies = [
            "agency": filter.agency, "sender": filter.sender, "recipient": filter.recipient,
        ]
        for (name, agency) in agencies {
            guard let agency else {
                arguments[name] = .some(nil)
                continue
            }
            guard let number = try number(of: agency) else { return [] }
            arguments[name] = number
        }
        return try all(way.command, Arguments(named: arguments)) { columns throws(StoreFailure) in
            MissPlace(
                Seriousness(restoring: try columns.number()), due: try columns.instant(),
                name: PartName(row: try columns.integer()))
        }
    }

    /// What the filter says without agencies, as named arguments.
    private func plainArguments(_ filter: MissedFilter) -> [String: (any Bindable)?] {
        var arguments: [String: (any Bindable)?] = [
            "from": filter.from?.milliseconds ?? Int64.min,
            "to": filter.to?.milliseconds ?? Int64.max, "type": filter.type,
            "rule": filter.rule, "duties": filter.rule.map { $0 + "." },
            // The character after the stop.
            "duties_end": filter.rule.map { $0 + "/" }, "break_point": filter.breakPoint?.code,
            "state": filter.state?.rawValue,
            "partnerships": filter.partnerships.map { Self.list($0.sorted().map(Int64.init)) },
            "limit": filter.limit,
        ]
        switch filter.order {
        case .log(let name): arguments["name"] = name?.row ?? -1
        case .seriousness(let place):
            arguments["rank"] = place?.seriousness.rank ?? -1
            arguments["due"] = place?.due.milliseconds ?? Int64.min
            arguments["name"] = place?.name.row ?? -1
        }
        return arguments
    }

    private static func list(_ numbers: [Int64]) -> String {
        JSONValue.array(numbers.map(JSONValue.integer)).text
    }
}

extension MissedFilter {
    /// Whether it asks for a span of time.
    fileprivate var isOfASpan: Bool { from != nil || to != nil }

    /// How what it asks for stands; nil for any way.
    fileprivate var state: ExpectationState? { isOpen.map { $0 ? .missed : .metLate } }
}

extension ExpectationState {
    /// How a miss can stand.
    fileprivate static let ofMisses: [ExpectationState] = [
        .missed, .metLate, .withdrawn, .notApplicable,
    ]
}
