using System.Globalization;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class NearestPeersTests
{
    readonly RandomCube cube = new();

    [Test]
    [Repeat(30)]
    public void The_nearest_are_those_of_comparing_with_every_unit()
    {
        var question = cube.Question();
        var unit = cube.UnitOf(question);
        int? service = cube.Random.Next(2) == 0 ? cube.Random.Next(cube.Dimensions.Services.Count) : null;

        var nearest = new NearestPeers(cube.Snapshot, question, unit, service);

        var expected = Naive(cube, question, unit, service);
        Assert.That(nearest.Count, Is.EqualTo(expected.Length));
        Assert.That(nearest.Units(20), Is.EqualTo(expected.Take(20).Select(peer => peer.Unit)));
        Assert.That(nearest.Explained(7).Select(peer => (peer.Unit, peer.Distance.Total)), Is.EqualTo(expected.Take(7).Select(peer => (peer.Unit, peer.Distance.Total))));
        foreach (var (peer, other) in nearest.Explained(7).Zip(expected)) Assert.That(peer.Distance.Factors, Is.EqualTo(other.Distance.Factors));
    }

    [Test]
    [Repeat(10)]
    public void What_a_peer_says_of_a_service_comes_with_its_first_day()
    {
        var question = cube.Question();
        var unit = cube.UnitOf(question);
        var service = cube.Random.Next(cube.Dimensions.Services.Count);
        var nearest = new NearestPeers(cube.Snapshot, question, unit, service);

        foreach (var peer in nearest.Units(20))
        {
            var cell = nearest.CellOf(service, peer);
            Assert.That((cell.Level, cell.Since), Is.EqualTo((cube.LevelOf(question, service, peer), (DateOnly?)cube.RunsOf(question, service, peer)[^1].Day)));
        }
    }

    internal static (int Unit, PeerDistance Distance)[] Naive(RandomCube cube, CubeQuestion question, int unit, int? aheadOn) =>
    [
        .. cube.Asked(question)
            .Where(peer => peer != unit)
            .Where(peer => aheadOn is not { } service || (cube.LevelOf(question, service, peer) ?? -1) > (cube.LevelOf(question, service, unit) ?? -1))
            .Select(peer => (Unit: peer, Distance: PeerDistance.Between(Traits(cube, question, unit), Traits(cube, question, peer), Overlap(cube, question, unit, peer))))
            .Where(peer => peer.Distance is not null)
            .OrderBy(peer => peer.Distance!.Total).ThenBy(peer => cube.IdOf(peer.Unit), StringComparer.Ordinal)
            .Select(peer => (peer.Unit, peer.Distance!)),
    ];

    static PortfolioOverlap Overlap(RandomCube cube, CubeQuestion question, int unit, int peer)
    {
        var services = Enumerable.Range(0, cube.Dimensions.Services.Count).ToArray();
        return new(
            services.Count(service => cube.LevelOf(question, service, unit) is not null || cube.LevelOf(question, service, peer) is not null),
            services.Count(service => cube.IsConform(question, service, unit)), services.Count(service => cube.IsConform(question, service, peer)),
            services.Count(service => cube.IsConform(question, service, unit) && cube.IsConform(question, service, peer)));
    }

    static PeerTraits Traits(RandomCube cube, CubeQuestion question, int unit)
    {
        var facts = cube.FactsOf(question, unit)!;
        var status = facts.Designation == UnitDesignation.KreisfreieStadt ? UnitStatus.DistrictFree : facts.Association is null ? UnitStatus.Neither : UnitStatus.InAssociation;
        return new(facts.Kind, status, StateCode.Parse(facts.State.ToString("00", CultureInfo.InvariantCulture)), facts.Population, facts.AreaHa / 100.0);
    }
}
