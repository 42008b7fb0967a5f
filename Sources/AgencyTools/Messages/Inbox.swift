// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// Where fetched messages go: to the terminal, and to files when there is a folder for them.
struct Inbox {
    /// The folder, when messages are kept.
    let folder: String?
    /// Whether a program reads the lines.
    let writesJSON: Bool
    /// Where the lines go.
    let results: Terminal

    /// Takes one message, and returns its `jti` once it is safe to acknowledge it.
    ///
    /// One that cannot be read is left in the mailbox, with a note: it must not vanish here.
    ///
    /// - Parameter amended: what later messages did to it.
    func take(
        _ set: (token: String, jws: [UInt8]), amended: [String] = [], notes: Terminal
    ) throws(ToolFailure) -> TokenID? {
        let event: SignedEvent
        do throws(ToolFailure) {
            event = try SignedEvent(parsing: set.jws, from: "the mailbox")
        } catch {
            try notes.line("\(set.token) is left unacknowledged. \(error.lines.first ?? "")")
            return nil
        }
        if let folder { try keep(event, in: folder) }
        try results.line(line(event, amended))
        return event.token
    }

    private func line(_ event: SignedEvent, _ amended: [String]) -> String {
        guard writesJSON else {
            let marks = amended.isEmpty ? "" : "  (\(amended.joined(separator: ", ")))"
            return MessageStory.line(event) + marks.printable
        }
        guard !amended.isEmpty, let members = event.json.members else { return event.json.text }
        let marks = JSONMember("amended", .array(amended.map(JSONValue.string)))
        return JSONValue.object(members + [marks]).text
    }

    /// Writes the message to its file.
    ///
    /// One that is there already came before and is the same: the broker hands out again what was
    /// not acknowledged.
    private func keep(_ event: SignedEvent, in folder: String) throws(ToolFailure) {
        let path = "\(folder)/\(event.fileName)"
        guard Files.exists(path) else {
            try Files.writeNew(path, event.jws.token, mode: 0o600)
            return
        }
        guard try Files.read(path) == event.jws.token else {
            throw ToolFailure(
                .inputOutput, "\(path) is there with other content: move it away, then poll again")
        }
    }
}
