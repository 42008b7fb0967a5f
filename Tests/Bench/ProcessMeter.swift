// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What another process has used, as the kernel counts it.
struct ProcessMeter: Sendable {
    private let number: pid_t
    private let clock: clockid_t

    init(_ number: pid_t) throws {
        self.number = number
        var clock = clockid_t()
        guard clock_getcpuclockid(number, &clock) == 0 else { throw BenchFailure.process(number) }
        self.clock = clock
    }

    /// CPU time of all its threads, in the kernel too, in microseconds.
    func cpuMicroseconds() throws -> Double {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { throw BenchFailure.process(number) }
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    /// Resident memory now, in bytes.
    func residentBytes() throws -> Int { try statusBytes("VmRSS:") }

    /// The most that was ever resident, in bytes.
    func peakBytes() throws -> Int { try statusBytes("VmHWM:") }

    private func statusBytes(_ field: String) throws -> Int {
        let status = try String(contentsOf: "/proc/\(number)/status")
        for line in status.split(separator: "\n") where line.hasPrefix(field) {
            if let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first {
                return (Int(kilobytes) ?? 0) * 1_024
            }
        }
        throw BenchFailure.process(number)
    }
}

extension String {
    /// A small file of the kernel's, which has no length until it is read.
    init(contentsOf path: String) throws {
        guard let file = fopen(path, "r") else { throw BenchFailure.file(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF {
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        self = String(decoding: bytes, as: UTF8.self)
    }
}

/// CPU time of the calling thread, in microseconds.
func threadMicroseconds() -> Double { microseconds(CLOCK_THREAD_CPUTIME_ID) }

/// Time that passed, in microseconds.
func wallMicroseconds() -> Double { microseconds(CLOCK_MONOTONIC) }

private func microseconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

/// Why nothing could be measured.
enum BenchFailure: Error {
    case process(pid_t)
    case file(String)
    case connection(String)
    case answer(String)
    case daemon(String)
    case openSSL(String)
    case growth(String)
}
