// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Safeguarding
import Signing

extension Surroundings {
    /// The surroundings of a real process; the one place where the program takes time and chance.
    static func process(exchange: Exchange) -> Surroundings {
        let environment = ProcessInfo.processInfo.environment
        return Surroundings(
            now: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Instant(
                    milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
            },
            random: SecureRandom.bytes,
            sleep: { duration throws(ToolFailure) in
                do { try await Task.sleep(for: duration) } catch {
                    throw ToolFailure(.unavailable, "interrupted")
                }
            },
            results: Terminal(descriptor: STDOUT_FILENO, environment),
            notes: Terminal(descriptor: STDERR_FILENO, environment),
            standardInput: { limit throws(ToolFailure) in try Files.standardInput(limit: limit) },
            environment: environment, program: Files.executable, exchange: exchange)
    }
}

extension Terminal {
    /// Standard output or standard error; colours only on a terminal and without `NO_COLOR`.
    fileprivate init(descriptor: Int32, _ environment: [String: String]) {
        let isColourless = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        self.init(isStyled: isatty(descriptor) == 1 && !isColourless) { bytes throws(ToolFailure) in
            try Files.write(bytes, to: descriptor, named: "the output")
        }
    }
}
