// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding

/// What every door to the past needs: who looks, and that the look is written down.
extension Gate {
    /// A partnership or inspector oversees what the configuration lets it, today; everybody else
    /// is a party.
    func viewer(_ agency: AgencyID) -> Viewer {
        let overseen = overseen(by: agency)
        return overseen.isEmpty
            ? .party(agency) : .overseer(agency, partnerships: Set(overseen.map(\.number)))
    }

    /// The partnerships that an agency oversees today, in the order of the configuration.
    func overseen(by agency: AgencyID) -> [Partnership] {
        let directory = broker.setting.directory
        let today = London.date(at: broker.now)
        return directory.partnerships.filter {
            directory.readerRole(of: agency, in: $0.id, at: today) != nil
        }
    }

    /// The partnerships that an agency keeps, as their own reader and not as an inspector, today.
    func kept(by agency: AgencyID) -> [Partnership] {
        let directory = broker.setting.directory
        let today = London.date(at: broker.now)
        return directory.partnerships.filter {
            directory.readerRole(of: agency, in: $0.id, at: today) == .partnership
        }
    }

    /// Whoever sees a person says who they are, what for, and to which case of theirs it belongs.
    func requirePerson(
        _ request: Request, _ caller: Caller
    ) throws(Fault) -> (purpose: String?, reference: String?) {
        let said = request.uri.queryParameters
        let missing = [
            ("act", caller.person == nil, "who reads, as `act.sub` in the bearer token (`--as`)"),
            ("purpose", said["purpose"] == nil, "what for, as `purpose`"),
            ("reference", said["reference"] == nil, "your case or request, as `reference`"),
        ].filter(\.1)
        guard missing.isEmpty else {
            let whatToSay = missing.map(\.2).joined(separator: "; ")
            throw .badRequest("This answer shows persons: say \(whatToSay).", at: missing[0].0)
        }
        return try purpose(of: request, by: caller)
    }

    /// Holds a purpose or a reference, which stands in the log for whoever asks later what a look was
    /// for, to be said once, in one line, in characters that can be seen.
    func check(
        _ said: String, as name: String, among parameters: Parameters
    ) throws(Fault) {
        guard parameters.count(where: { $0.key == name }) == 1 else { throw .repeated(name) }
        guard !said.unicodeScalars.contains(where: \.isControl) else {
            throw .badRequest(
                "`\(name)` holds a line break or another control character: write it in one line, "
                    + "without.", at: name)
        }
        guard said.unicodeScalars.contains(where: \.isVisible) else {
            throw .badRequest(
                "`\(name)` is blank: say it in words, or by the number of a case.", at: name)
        }
    }

    /// Each audit query is an entry of the log before it is answered, with all that was given.
    ///
    /// - Parameters:
    ///   - message: the entry of the message that it shows.
    ///   - partnership: the number of the one that it is about; 0 for several, or none.
    ///   - more: what else was given, by names that no parameter has.
    func note(
        _ request: Request, _ caller: Caller, _ question: String, thread: ThreadID? = nil,
        message: Int64? = nil, partnership: Int, more: [String: String] = [:]
    ) async throws {
        let (purpose, reference) = try purpose(of: request, by: caller)
        try await broker.note(
            ReadFacts(
                agency: caller.agency, person: caller.person, question: question, thread: thread,
                message: message, purpose: purpose, reference: reference,
                given: try given(in: request).merging(more) { _, more in more }),
            partnership: partnership)
    }

    /// Each read by a person is an entry before it is answered, also where that of a system, which
    /// reconciles its own records, is none (interfaces.md section 2).
    ///
    /// Of a restricted message it names no thread: whoever oversees sees not who is in it (section 3).
    ///
    /// - Parameters:
    ///   - message: the one that it shows; nil where it shows several, or none.
    ///   - more: what else was given, by names that no parameter has.
    func notePerson(
        _ request: Request, _ caller: Caller, _ question: String, of message: MessageRecord? = nil,
        more: [String: String] = [:]
    ) async throws {
        guard caller.person != nil else { return }
        let thread = message?.isRestricted == true ? nil : message?.facts?.thread
        try await note(
            request, caller, question, thread: thread, message: message?.entry.index,
            partnership: message?.entry.partnership ?? viewer(caller.agency).onlyPartnership,
            more: more)
    }

    /// The parameters of a query, but for the purpose and its reference.
    private func given(in request: Request) throws(Fault) -> [String: String] {
        var given: [String: String] = [:]
        var bytes = 0
        for (name, value) in request.uri.queryParameters
        where name != "purpose" && name != "reference" {
            bytes += name.utf8.count + value.utf8.count
            guard bytes <= limits.queryBytes else {
                broker.tally.count(.queryBytes)
                throw .badRequest(
                    "The parameters are longer than \(limits.queryBytes) bytes together.",
                    at: String(name.prefix(40)))
            }
            try Self.add(String(value), as: String(name), to: &given)
        }
        return given
    }

    private static func add(
        _ value: String, as name: String, to given: inout [String: String]
    ) throws(Fault) {
        guard let former = given[name] else { return given[name] = value }
        guard isPair(name, former, value) else { throw .repeated(name) }
        given[name] = "\(former) \(value)"
    }

    /// `from` and `to` of what was missed may be a time and an agency, and then are given twice.
    private static func isPair(_ name: String, _ one: String, _ other: String) -> Bool {
        ["from", "to"].contains(name) && !one.contains(" ")
            && one.hasPrefix("https://") != other.hasPrefix("https://")
    }
}

extension Fault {
    /// A parameter that means one thing is given several times, and only one would count.
    static func repeated(_ name: String) -> Fault {
        .badRequest("`\(name)` is given more than once: give it once.", at: name)
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character, or ends a line or a paragraph.
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// Whether a reader sees it by itself.
    fileprivate var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
            .unassigned, .nonspacingMark, .enclosingMark:
            false
        default: !properties.isDefaultIgnorableCodePoint
        }
    }
}

extension Viewer {
    /// The partnership that is overseen, when it is one: its readers can then see who else reads.
    var onlyPartnership: Int {
        guard case .overseer(_, let partnerships) = self, partnerships.count == 1 else { return 0 }
        return partnerships.first ?? 0
    }
}
