// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Why a command did not do what it was asked to: what is said on stderr, and the exit status.
package struct ToolFailure: Error, Sendable, Hashable {
    /// How the program ends.
    package let status: ExitReason
    /// What is wrong, where, and what to do: the first line says it, the others give details.
    package let lines: [String]
    /// The same for programs, where the broker gave it in JSON.
    package let json: JSONValue?
    /// After how many seconds the broker wants to be asked again, when it said so.
    package let retryAfterSeconds: Int64?
    /// Whether it is open if the broker did what it was asked to.
    private(set) var isOpen = false

    /// Fails with one or more lines.
    package init(
        _ status: ExitReason, _ lines: [String], json: JSONValue? = nil,
        retryAfterSeconds: Int64? = nil
    ) {
        self.status = status
        self.lines = lines
        self.json = json
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Fails with one line.
    package init(_ status: ExitReason, _ line: String) { self.init(status, [line]) }

    /// The same, where it is open if the broker did what it was asked to.
    var leavingOpen: ToolFailure {
        var failure = self
        failure.isOpen = true
        return failure
    }
}

extension ToolFailure: CustomStringConvertible {
    /// The lines, one under the other.
    package var description: String { lines.joined(separator: "\n") }
}
