// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Wire

/// The program from its first argument to its exit status.
package enum CommandLineTool {
    /// Runs the process's own command line and ends the process.
    package static func main() async {
        // Who stops reading our output gets a failed write, not a silent death.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try BatonCommand.parseAsRoot()
            if let command = command as? any AgencyCommand {
                let status = try await Exchange.withHTTP { exchange in
                    await run(command, in: .process(exchange: exchange))
                }
                exit(status.rawValue)
            }
            try command.run()
        } catch {
            BatonCommand.exit(withError: error)
        }
    }

    /// Runs a command and says on stderr why it failed, when it did.
    package static func run(
        _ command: any AgencyCommand, in surroundings: Surroundings
    ) async -> ExitReason {
        do throws(ToolFailure) {
            try await command.run(in: surroundings)
            return .success
        } catch {
            tell(error, as: command, in: surroundings)
            return error.status
        }
    }

    private static func tell(
        _ failure: ToolFailure, as command: any AgencyCommand, in surroundings: Surroundings
    ) {
        let notes = surroundings.notes
        do throws(ToolFailure) {
            if command.writesJSON, let json = failure.json {
                try notes.line(json.text)
                return
            }
            for line in failure.lines { try notes.line(line) }
        } catch {
            // There is nowhere left to say anything; the exit status still does.
            return
        }
    }
}
