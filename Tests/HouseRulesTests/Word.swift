// SPDX-License-Identifier: Apache-2.0

/// What a room may not say, and what to say instead.
struct Word: Sendable {
    let text: String
    let instead: String
    var allowed: Set<String> = []
    /// Whether comments are looked at too.
    var inComments = false
    /// Lines that hold this are let through, because the reason stands beside.
    var unless: String?

    func stands(in line: Substring) -> Bool {
        if let unless, line.contains(unless) { return false }
        let code = inComments ? line : SourceFile.code(line)
        return code.ranges(of: text).contains { range in
            // `MessageImprint(` does not print.
            let before = range.lowerBound == code.startIndex ? nil : code[..<range.lowerBound].last
            return text.first?.isLetter != true || before?.isLetter != true
        }
    }

    private static let programs: Set<String> = ["Daemon", "AgencyTools", "batond", "baton"]

    static let all: [Word] = [
        Word(text: "Date()", instead: "the World's clock", allowed: programs),
        Word(text: ".random(", instead: "the World's generator", unless: "world.random("),
        Word(text: "Task {", instead: "a child task or a Service", unless: "addTask {"),
        Word(text: "Task.detached", instead: "a child task or a Service"),
        Word(
            text: "@unchecked Sendable", instead: "a value, an actor or a Mutex",
            allowed: ["Signing"]),
        Word(
            text: "nonisolated(unsafe)", instead: "a value, an actor or a Mutex",
            allowed: ["Signing"]),
        Word(text: "try!", instead: "a typed throw, or a precondition with its reason"),
        Word(text: " as! ", instead: "a pattern, or a precondition with its reason"),
        Word(text: "!.", instead: "guard let with a reason", unless: "\""),
        Word(text: "fatalError(", instead: "a precondition with its reason, or a throw"),
        Word(text: "print(", instead: "the Logger", allowed: programs, unless: "fingerprint("),
        Word(text: "public struct", instead: "package: a daemon's interface is the wire"),
        Word(text: "public func", instead: "package: a daemon's interface is the wire"),
        Word(text: "public enum", instead: "package: a daemon's interface is the wire"),
        Word(text: "public import", instead: "package: a daemon's interface is the wire"),
        Word(text: "OpaquePointer", instead: "a type of Signing", allowed: ["Signing"]),
        Word(text: "HTTPResponse.Status", instead: "a type of Web", allowed: ["Web"]),
        Word(text: "TO" + "DO", instead: "do it, or leave it out and say so", inComments: true),
        Word(text: "FIX" + "ME", instead: "do it, or leave it out and say so", inComments: true),
    ]

    static let inTests: [Word] = [
        Word(
            text: "Task." + "sleep", instead: "the ManualClock", allowed: ["TortureTests"]),
        Word(text: "usleep(", instead: "the ManualClock", unless: "text:"),
    ]
}
