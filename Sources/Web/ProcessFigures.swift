// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Safeguarding

/// What the kernel says of this process (proc(5)); nil is what it does not say.
struct ProcessFigures: Sendable {
    /// Time on processors, in seconds.
    let processorSeconds: Double?
    /// Memory in use.
    let residentBytes: Double?
    /// Address space.
    let virtualBytes: Double?
    /// When the process started, in seconds since 1970.
    let startSeconds: Double?
    /// Descriptors that are open.
    let openDescriptors: Double?
    /// The most descriptors that may be open.
    let mostDescriptors: Double?

    /// Asks the kernel.
    init(now: Instant) {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        // The name in the second field may hold anything; the fields after it are numbers.
        let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)
        let fields = stat?.split(separator: ")").last?.split(separator: " ") ?? []
        func field(_ number: Int) -> Double? {
            let place = number - 3
            return place < fields.count ? Double(fields[place]) : nil
        }
        processorSeconds = field(14).flatMap { user in field(15).map { (user + $0) / ticks } }
        virtualBytes = field(23)
        residentBytes = field(24).map { $0 * page }
        startSeconds = field(22).map { started in
            var boot = timespec()
            clock_gettime(CLOCK_BOOTTIME, &boot)
            let sinceBoot = Double(boot.tv_sec) + Double(boot.tv_nsec) / 1e9
            return (Double(now.milliseconds) / 1e3 - sinceBoot + started / ticks).rounded()
        }
        let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        openDescriptors = open.map { Double($0.count) }
        var limit = rlimit()
        let outcome = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        mostDescriptors = outcome == 0 ? Double(limit.rlim_cur) : nil
    }
}
