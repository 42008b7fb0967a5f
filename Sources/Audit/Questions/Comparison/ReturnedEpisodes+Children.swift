// SPDX-License-Identifier: Apache-2.0

extension ReturnedEpisodes {
    /// A looked-after child, as list 8 of Annex A tells of missing episodes.
    package struct Child: Sendable, Hashable {
        /// The line on which it stands.
        package let line: Int
        /// The child's keyed names, one for each system that the identifier may belong to.
        package let child: [[UInt8]]
        /// In how many episodes it was missing in the last twelve months.
        package let episodes: Int
        /// Whether a return interview was offered after the last one; nil where that is not said.
        package let wasOffered: Bool?
        /// Whether it was accepted; nil where that is not said.
        package let wasAccepted: Bool?
    }
}

/// Where the columns of list 8 stand that are read; all others are ignored.
struct LookedAfterColumns {
    private let child: Int
    private let episodes: Int
    private let offered: Int
    private let accepted: Int
    private let count: Int

    /// Finds the columns by the template's heads, whose quotation marks come in several kinds; nil when
    /// they are not those of list 8.
    init?(_ names: [String]) {
        guard let child = names.firstIndex(of: "child unique id"),
            let episodes = names.firstIndex(where: {
                $0.contains(/number of episodes the child has been .missing. from their placement/)
            }),
            let offered = names.firstIndex(where: {
                $0.hasPrefix("was the child offered a return interview")
            }),
            let accepted = names.firstIndex(where: {
                $0.hasPrefix("did the child accept a return interview")
            })
        else { return nil }
        (self.child, self.episodes, self.offered, self.accepted) =
            (child, episodes, offered, accepted)
        count = names.count
    }

    /// Reads a line.
    func child(
        in record: CommaSeparatedReader.Record, _ keyed: (String, String) -> [UInt8]
    ) throws(ReturnedEpisodes.Refusal) -> ReturnedEpisodes.Child {
        let fields = try ReturnedEpisodes.fields(of: record, count: count)
        let id = try ReturnedEpisodes.identifier(fields[child])
        guard fields[episodes].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let episodes = Int(fields[episodes])
        else {
            throw .init(
                explanation: "The number of episodes in which the child was missing is no number: "
                    + "write 0 where there was none.")
        }
        return ReturnedEpisodes.Child(
            line: record.line, child: ReturnedEpisodes.systems.map { keyed(id, $0) },
            episodes: episodes, wasOffered: try Self.truth(fields[offered], "offered"),
            wasAccepted: try Self.truth(fields[accepted], "accepted"))
    }

    /// `a) Yes`, `b) No` or `c) Unknown`, as the template has it, or what begins with Y or N.
    private static func truth(
        _ text: String, _ what: String
    ) throws(ReturnedEpisodes.Refusal) -> Bool? {
        let word = text.lowercased()
        if word.hasPrefix("a)") || word.hasPrefix("y") { return true }
        if word.hasPrefix("b)") || word.hasPrefix("n") { return false }
        if word.isEmpty || word.hasPrefix("c)") || word.hasPrefix("unkn") { return nil }
        throw .init(
            explanation: "Whether a return interview was \(what) is neither yes nor no: write "
                + "a) Yes, b) No, or nothing.")
    }
}
