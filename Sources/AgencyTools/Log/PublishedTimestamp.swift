// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

/// A token of a time stamping authority as a broker publishes it (`GET /log/timestamps`).
struct PublishedTimestamp: Sendable, Hashable {
    /// Its number.
    let number: Int64
    /// The token in DER.
    let token: [UInt8]
    /// The authority's URL, as the broker has it.
    let authority: String
    /// What it stamps.
    let subject: Subject

    /// What is stamped.
    enum Subject: Sendable, Hashable {
        /// A checkpoint: its size, and the note.
        case checkpoint(Int64, note: [UInt8])
        /// The earlier tokens of those numbers.
        case tokens(ClosedRange<Int64>)
    }

    /// Reads an item of the list.
    ///
    /// - Parameter url: where it was, for the failure.
    init(_ item: JSONNode, from url: String) throws(ToolFailure) {
        guard let number = item["number"]?.integer, let authority = item.text("authority"),
            let token = item.text("token").flatMap({ try? Base64.decode($0) })
        else { throw Self.unreadable(url) }
        self.number = number
        self.token = token
        self.authority = authority
        if let size = item["size"]?.integer, let note = item.text("checkpoint") {
            subject = .checkpoint(size, note: Array(note.utf8))
        } else if let numbers = item.renewed {
            subject = .tokens(numbers)
        } else {
            throw Self.unreadable(url)
        }
    }

    private static func unreadable(_ url: String) -> ToolFailure {
        ToolFailure(
            .data, "\(url) does not answer as a broker does: a token of its list cannot be read")
    }

    /// What the token says, nobody's signature being looked at.
    func info() throws(ToolFailure) -> TimestampInfo {
        do throws(TimestampFault) { return try TimestampInfo(unverified: token) } catch {
            throw refused("\(error)")
        }
    }

    /// Checks that the token is of what it is published for, and, where an authority is trusted, by whom.
    ///
    /// - Parameter imprint: what it must have stamped.
    func check(_ imprint: SHA256Digest, trust: TimestampTrust?) throws(ToolFailure) {
        let imprint = MessageImprint(imprint)
        guard let trust else {
            let stamped = try info().imprint
            guard stamped == imprint else {
                throw refused("it is for another imprint: \(stamped), not \(imprint)")
            }
            return
        }
        do throws(TimestampFault) { _ = try trust.verify(token, over: imprint) } catch {
            throw refused("\(error)")
        }
    }

    /// Writes the checkpoint, its text, which is what was stamped, and the token as an answer of the
    /// authority (`TimeStampResp`), which is what other programs take; a renewal's token alone.
    func write(into folder: String) throws(ToolFailure) {
        let name: String
        switch subject {
        case .checkpoint(let size, let note):
            name = "\(size)"
            try Files.replace(Files.path("\(name).checkpoint", in: folder), note)
            let text = (try? SignedNote(parsing: note))?.text ?? []
            try Files.replace(Files.path("\(name).txt", in: folder), text)
        case .tokens(let numbers): name = "tokens-\(numbers.lowerBound)-\(numbers.upperBound)"
        }
        try Files.replace(
            Files.path("\(name).tsr", in: folder), TimestampResponse.granting(token))
    }

    private func refused(_ why: String) -> ToolFailure {
        ToolFailure(.data, "Token \(number) of \(authority): \(why)")
    }
}
