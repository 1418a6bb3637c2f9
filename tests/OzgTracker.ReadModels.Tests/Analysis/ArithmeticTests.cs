using OzgTracker.Domain.Analysis;

namespace OzgTracker.ReadModels.Tests.Analysis;

/// <summary>SQL is the oracle of the cube only if both round and interpolate alike; here PostgreSQL itself says what that is.</summary>
public sealed class ArithmeticTests : ReferenceFixture
{
    const string RatioSql = """
        select round(pair.a::numeric / pair.b, 4)
          from unnest($1::bigint[], $2::bigint[]) with ordinality as pair (a, b, number)
         order by pair.number
        """;

    const string QuartilesSql = "select percentile_cont(array[0.25, 0.5, 0.75]) within group (order by day) from unnest($1::integer[]) as day";

    [Test]
    public async Task A_ratio_is_rounded_as_numeric_is()
    {
        var chance = new Random(20_261_122);
        var pairs = new List<(long A, long B)>();
        for (var number = 0; number < 2_000; number++)
        {
            pairs.Add((chance.Next(600), chance.Next(1, 600)));
            pairs.Add((chance.NextInt64(150_000_000_000), chance.NextInt64(1, 150_000_000_000)));

            // A half in the fifth digit, exactly and by as little as possible beside it.
            var (half, times) = ((2L * chance.Next(20_000)) + 1, chance.NextInt64(1, 7_000_000));
            for (var beside = -1; beside <= 1; beside++) pairs.Add(((half * times) + beside, 20_000 * times));
        }

        await using var command = Store.DataSource.CreateCommand(RatioSql);
        command.Parameters.Add(new() { Value = pairs.Select(pair => pair.A).ToArray() });
        command.Parameters.Add(new() { Value = pairs.Select(pair => pair.B).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var said = new List<decimal>();
        while (await reader.ReadAsync()) said.Add(reader.GetDecimal(0));

        Assert.That(pairs.Zip(said).Where(both => RoundedRatio.Of(both.First.A, both.First.B) != both.Second), Is.Empty);
        Assert.That(said, Has.Count.EqualTo(10_000));
    }

    [Test]
    public async Task Quartiles_are_those_of_percentile_cont()
    {
        var chance = new Random(20_261_122);
        for (var count = SmallGroups.Minimum; count < 60; count++)
        {
            int[] days = [.. Enumerable.Range(0, count).Select(_ => chance.Next(4_000))];
            await using var command = Store.DataSource.CreateCommand(QuartilesSql);
            command.Parameters.Add(new() { Value = days });
            var said = (double[])(await command.ExecuteScalarAsync())!;

            Assert.That(Quartiles.Of(days), Is.EqualTo(new Quartiles(count, said[0], said[1], said[2])));
        }
    }
}
