// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Glibc
import Safeguarding
import Wire

/// A demo partnership in a folder of its own, and the daemon that serves it.
final class Arena {
    let folder: URL
    let port: Int
    /// The event type that is sent.
    let type: String
    private let road: BenchRoad
    private let programs: URL
    private var daemon: Process?
    /// The certificates that the sender's messages carry.
    private var certificates: [String] = []
    /// The ways in, by who goes there, where the daemon speaks TLS.
    private var tunnels: [DemoAgency.Role: Tunnel] = [:]

    /// Lays out the folder by `baton demo init`, as a user would, and gives the school a node for
    /// each algorithm that the demonstration has none for.
    ///
    /// `baton` and `batond` are those beside this program, built for release.
    ///
    /// - Parameter rules: by which it judges.
    /// - Parameter road: how agencies reach it.
    init(
        port: Int, type: String = "referral.made", algorithms: [BenchAlgorithm] = [.es256],
        judging rules: BenchRules = .all, by road: BenchRoad = .plain
    ) throws {
        programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        self.type = type
        self.port = port
        self.road = road
        folder = FileManager.default.temporaryDirectory.appending(path: "baton-bench-\(UUID())")
        let transport = road == .mutualTLS ? ["--tls"] : []
        _ = try run(["demo", "init", folder.path, "--port", "\(port)"] + transport)
        if algorithms.contains(.rs256) { try registerRSANode() }
        try judge(by: rules)
        if road == .certificates { certificates = try trustCertificates() }
    }

    /// Starts the daemon; gives how long it took until it was ready, in microseconds.
    func start() throws -> Double {
        let daemon = Process()
        daemon.executableURL = programs.appending(path: "batond")
        daemon.arguments = ["--config", "baton.yaml", "--log-level", "warning"]
        daemon.currentDirectoryURL = folder
        daemon.standardInput = FileHandle.nullDevice
        let start = wallMicroseconds()
        try daemon.run()
        self.daemon = daemon
        let request = Array("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        while daemon.isRunning {
            if let connection = try? Connection(port: port + 1),
                let answer = try? connection.exchange(request), answer.status == 200
            {
                return wallMicroseconds() - start
            }
            sched_yield()
        }
        throw BenchFailure.daemon("ended with \(daemon.terminationStatus)")
    }

    func meter() throws -> ProcessMeter {
        guard let daemon else { throw BenchFailure.daemon("does not run") }
        return try ProcessMeter(daemon.processIdentifier)
    }

    /// Stops the daemon, which leaves everything in one file.
    func stop() throws {
        guard let daemon else { return }
        daemon.terminate()
        daemon.waitUntilExit()
        self.daemon = nil
        guard daemon.terminationStatus == 0 else {
            throw BenchFailure.daemon("stopped with \(daemon.terminationStatus)")
        }
    }

    /// Where an agency goes in.
    func entrance(_ role: DemoAgency.Role) throws -> Int {
        guard road == .mutualTLS else { return port }
        if let tunnel = tunnels[role] { return tunnel.port }
        let tunnel = try Tunnel(to: port, as: try node(role))
        tunnels[role] = tunnel
        return tunnel.port
    }

    /// An agency that calls; its certificate says who it is where the daemon speaks TLS.
    func caller(_ role: DemoAgency.Role, now: Instant) throws -> Caller {
        try caller(role, try node(role), now)
    }

    private func caller(
        _ role: DemoAgency.Role, _ node: NodeFile, _ now: Instant
    ) throws -> Caller {
        try Caller(
            node, port: try entrance(role), showsToken: road != .mutualTLS, now: now)
    }

    /// Stops what runs, and leaves nothing behind.
    func remove() {
        for tunnel in tunnels.values { tunnel.close() }
        try? stop()
        try? FileManager.default.removeItem(at: folder)
    }

    func node(_ role: DemoAgency.Role) throws -> NodeFile { try node(named: role.rawValue) }

    private func node(named name: String) throws -> NodeFile {
        try NodeFile(path: path("nodes/\(name).json"))
    }

    /// The bytes of the store, with the log beside it.
    func storeBytes() throws -> Int {
        let state = folder.appending(path: "state")
        return try FileManager.default.contentsOfDirectory(atPath: state.path)
            .filter { $0.hasPrefix("baton.db") }
            .reduce(0) { sum, name in
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: state.appending(path: name).path)
                return sum + (attributes[.size] as? Int ?? 0)
            }
    }

    /// Who sends: the school, whose referrals go to police and council, and to health by
    /// subscription: three recipients.
    func sender(_ algorithm: BenchAlgorithm, now: Instant) throws -> Sender {
        let example = try run(["schema", "new", type])
        let payload = try JSONDocument(parsing: example, limits: .message).root
        let school =
            switch algorithm {
            case .es256: try node(.school)
            case .rs256: try node(named: Self.rsaNode)
            }
        guard let child = payload["subjects"]?.elements.first(where: { _ in true })?["id"]?.string,
            let partnership = school.partnership
        else { throw BenchFailure.daemon("the example has no subject") }
        return Sender(
            node: school, type: try EventTypeName.type(type),
            partnership: partnership.uri, caller: try caller(.school, school, now),
            certificates: certificates, template: payload.value.canonical,
            placeholder: Array(child.utf8))
    }

    /// Runs a program in the folder; gives what it printed.
    func run(_ arguments: [String], of program: String = "baton") throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = programs.appending(path: program)
        process.arguments = arguments
        if FileManager.default.fileExists(atPath: folder.path) {
            process.currentDirectoryURL = folder
        }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchFailure.daemon(
                "\(program) \(arguments) ended with \(process.terminationStatus)")
        }
        return [UInt8](bytes)
    }
}
