// SPDX-License-Identifier: Apache-2.0

/// Why a file is no policy of witnesses.
package struct WitnessPolicyError: Error, Hashable {
    /// The line, counted from 1; 0 for the whole file.
    package let line: Int
    /// What is wrong there.
    package let reason: Reason

    init(_ line: Int, _ reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// What is wrong with a line.
    package enum Reason: Error, Hashable {
        /// The file is longer than `WitnessPolicy.largestByteCount`.
        case tooLong(Int)
        /// A line has control characters.
        case notText
        /// The line is none that a policy has, or has too few or too many words.
        case malformed(String)
        /// The key is not one.
        case key(NoteKeyError)
        /// A log's key where a witness's belongs, or the other way round.
        case wrongType(String)
        /// A key stands there twice, be it under two names, and would count twice.
        case keyTwice(String)
        /// A name is given twice, or is `none`.
        case nameTwice(String)
        /// A name was not given on a line before.
        case unknownName(String)
        /// A name is in a group already: each counts in one way only.
        case memberTwice(String)
        /// A threshold is not `any`, `all` or a number from 1 to that of the members.
        case noThreshold(String, members: Int)
        /// There are more names than `WitnessPolicy.largestNameCount`.
        case tooManyNames
        /// There are two lines `quorum`.
        case quorumTwice
        /// There is no line `quorum`.
        case noQuorum
    }
}

extension WitnessPolicyError: CustomStringConvertible {
    /// Where it is, what is wrong and what to write.
    package var description: String { line > 0 ? "line \(line): \(sentence)" : sentence }

    private var sentence: String {
        switch reason {
        case .tooLong(let count):
            "the policy has \(count) bytes, more than \(WitnessPolicy.largestByteCount)"
        case .notText: "there are control characters: write plain text"
        case .malformed(let word):
            "`\(word)` does not begin a line of a policy: write `log VKEY`, `witness NAME VKEY [URL]`, "
                + "`group NAME any|all|K MEMBER…` or `quorum NAME`"
        case .key(let error): "\(error)"
        case .wrongType(let vkey):
            "\(vkey) is of the wrong type: a log has one of type 0x01, a witness of 0x04"
        case .keyTwice(let vkey): "\(vkey) is there twice, and would count twice: write it once"
        case .nameTwice(let name): "`\(name)` is taken: write another name"
        case .unknownName(let name): "`\(name)` is not on a line above: write it there first"
        case .memberTwice(let name): "`\(name)` is in a group already: write it in one"
        case .noThreshold(let text, let members):
            "`\(text)` is no threshold: write any, all or a number from 1 to \(members)"
        case .tooManyNames: "there are more names than \(WitnessPolicy.largestNameCount)"
        case .quorumTwice: "there are two lines `quorum`: write one"
        case .noQuorum: "there is no line `quorum`: write the name that must be met, or none"
        }
    }
}
