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
    /// Whether a file was in the place of a message, which waits in the mailbox for that.
    private(set) var isHindered = false

    /// Puts messages into a folder, where there is one, and lines on the terminal.
    init(folder: String?, writesJSON: Bool, results: Terminal) {
        (self.folder, self.writesJSON, self.results) = (folder, writesJSON, results)
    }

    /// Takes one message, and returns its `jti` once it is safe to acknowledge it.
    ///
    /// One that cannot be read, or in whose place another file is, is left in the mailbox, with a note: it
    /// must not vanish here, nor keep those after it waiting.
    ///
    /// - Parameter amended: what later messages did to it.
    mutating func take(
        _ set: (token: String, jws: [UInt8]), amended: [String] = [], notes: Terminal
    ) throws(ToolFailure) -> TokenID? {
        let event: SignedEvent
        do throws(ToolFailure) {
            event = try SignedEvent(parsing: set.jws, from: "the mailbox")
        } catch {
            try notes.line("\(set.token) is left unacknowledged. \(error.lines.first ?? "")")
            return nil
        }
        if let folder {
            let path = "\(folder)/\(event.fileName)"
            guard try keep(event, at: path) else {
                isHindered = true
                try notes.line(
                    "\(set.token) is left unacknowledged. \(path) is there with other content: move "
                        + "it away, then poll again")
                return nil
            }
        }
        try results.line(line(event, amended))
        return event.token
    }

    /// Fails where a message was left for a file in its place.
    func close() throws(ToolFailure) {
        guard isHindered else { return }
        throw ToolFailure(
            .inputOutput, "Not all that waits was taken: a file is in a message's place")
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
    /// not acknowledged. Whoever wrote it may not have come as far as to have it on the disk.
    ///
    /// - Returns: whether it is there, and not another in its place.
    private func keep(_ event: SignedEvent, at path: String) throws(ToolFailure) -> Bool {
        if !Files.exists(path) {
            do throws(ToolFailure) {
                try Files.writeNew(path, event.jws.token, mode: 0o600)
                return true
            } catch {
                // Another program that polls for the agency may have been quicker.
                guard Files.exists(path) else { throw error }
            }
        }
        // A folder cannot be read, and is not the message either.
        guard Files.names(in: path) == nil, try Files.read(path) == event.jws.token else {
            return false
        }
        try Files.sync(path)
        return true
    }
}
