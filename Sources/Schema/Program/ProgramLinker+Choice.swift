// SPDX-License-Identifier: Apache-2.0

import Wire

/// Finds out when one member decides between alternatives.
extension ProgramLinker {
    /// With fewer alternatives a choice gains nothing.
    private static let fewAlternatives = 3
    /// How many required names of an alternative are looked at, and how many texts of a member.
    private static let lookLimit = 64
    /// How often alternatives that do not depend on the member may be listed.
    private static let listLimit = 1_024

    /// What an alternative asks of a member: its texts, by the member's name.
    private typealias Demands = [[UInt8]: Set<[UInt8]>]

    /// The choice between some alternatives for objects, if there is a member that decides.
    func choice(among alternatives: [SubschemaID], isExclusive: Bool) -> MemberChoice? {
        guard alternatives.count >= Self.fewAlternatives else { return nil }
        let demands = alternatives.map(demands)
        var uses: [[UInt8]: Int] = [:]
        for name in demands.joined().map(\.key) { uses[name, default: 0] += 1 }
        let best = uses.max {
            $0.value != $1.value ? $0.value < $1.value : $1.key.lexicographicallyPrecedes($0.key)
        }
        guard let (name, count) = best, count > 1 else { return nil }
        let texts = Array(Set(demands.compactMap { $0[name] }.joined()))
        let others = zip(alternatives, demands).filter { $0.1[name] == nil }.map(\.0)
        guard others.count * texts.count <= Self.listLimit else { return nil }
        let lists = texts.map { text in
            compiler.keep(
                zip(alternatives, demands).filter { $0.1[name]?.contains(text) ?? true }.map(\.0))
        }
        return MemberChoice(
            member: compiler.keep(names: [name]), texts: compiler.keep(names: texts),
            lists: compiler.keep(lists: lists), others: compiler.keep(others),
            isExclusive: isExclusive)
    }

    /// The members that an alternative both requires and gives constant texts.
    private func demands(_ alternative: SubschemaID) -> Demands {
        let target = followed(alternative, .object)
        var demands: Demands = [:]
        for case .members(let walk) in instructions(target, .object) {
            let required = compiler.index.located[target.index].node["required"]
            let names = required.map { Array($0.elements.prefix(Self.lookLimit)) } ?? []
            for name in names {
                let name = Array(name.utf8 ?? [])
                guard let schema = walk.requiredSchema(name, in: compiler.tables) else { continue }
                demands[name] = texts(schema)
            }
        }
        return demands
    }

    /// The texts that a schema allows, when it allows nothing else.
    private func texts(_ schema: SubschemaID) -> Set<[UInt8]>? {
        let target = followed(schema, .string)
        let node = compiler.index.located[target.index].node
        for instruction in instructions(target, .string) {
            let allowed: [JSONNode]
            switch instruction {
            case .const: allowed = node["const"].map { [$0] } ?? []
            case .oneOfValues: allowed = node["enum"].map { Array($0.elements) } ?? []
            default: continue
            }
            let texts = allowed.compactMap(\.utf8).map { Array($0) }
            guard texts.count == allowed.count, texts.count <= Self.lookLimit else { continue }
            return Set(texts)
        }
        return nil
    }

    /// The schema at the end of references that say nothing else about a kind of value.
    private func followed(_ id: SubschemaID, _ kind: JSONKind) -> SubschemaID {
        var id = id
        while true {
            let start = subschemas[id.index][kind]
            guard case .ref(let reference) = code[start], case .end = code[start + 1] else {
                return id
            }
            id = reference.target
        }
    }
}

extension MemberWalk {
    /// The schema of a member that is required, if it has one.
    func requiredSchema(_ name: [UInt8], in tables: ProgramTables) -> SubschemaID? {
        let number = name.withUnsafeBufferPointer { tables.names.number(of: $0, in: names) }
        guard number >= 0 else { return nil }
        let record = tables.members[Int(records) + number]
        return record.isRequired && record.schema.isSome ? record.schema : nil
    }
}
