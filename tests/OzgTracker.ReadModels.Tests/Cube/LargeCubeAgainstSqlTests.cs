using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

/// <summary>The same comparison over a database of real size, which takes minutes: <c>OZG_CUBE_DB</c> names one, best made with <c>ozg demo --full --transitions 1000000</c>.</summary>
public sealed class LargeCubeAgainstSqlTests
{
    const string Variable = "OZG_CUBE_DB";
    const int Questions = 200;

    readonly Random chance = new(int.TryParse(Environment.GetEnvironmentVariable("OZG_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 2019);

    [Test]
    public async Task Two_hundred_questions_of_chance_have_the_answers_of_sql()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } connectionString)
        {
            Assert.Pass($"Only on request: {Variable} names no database. CubeAgainstSqlTests asks the same of a small one.");
            return;
        }

        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0 });
        using var cube = new MaturityCube(source, NullLogger<MaturityCube>.Instance);
        await cube.LoadAsync(CancellationToken.None);
        for (var i = 0; i < Questions; i++)
        {
            var (question, groupBy) = AnyQuestion(cube.Current);
            var expected = await TallyInSql.Rows(source, question, groupBy);
            var groups = Tally.Of(cube.Current, question, groupBy).Where(group => group.Units > 0);
            Assert.That(groups.Select(group => TallyInSql.Row(group, question.Model)).Order(StringComparer.Ordinal), Is.EqualTo(expected.Order(StringComparer.Ordinal)), $"{question} by {string.Join(", ", groupBy)}");
        }

        TestContext.Progress.WriteLine($"{Questions} questions over {cube.Current.StepCount} transitions");
    }

    /// <summary>With at least one filter, so that SQL answers within seconds.</summary>
    (CubeQuestion Question, GroupBy[] GroupBy) AnyQuestion(CubeSnapshot cube)
    {
        var unit = cube.Dimensions.Units[chance.Next(cube.Dimensions.Units.Count)].Periods[^1];
        var service = cube.Dimensions.Services[chance.Next(cube.Dimensions.Services.Count)];
        var which = chance.Next(5);
        var units = new UnitFilter(
            which == 0 ? unit.State.ToString("00", CultureInfo.InvariantCulture) : null, which == 1 ? unit.District : null, null,
            which == 2 || chance.Next(8) == 0 ? UnitKind.Kreis : null, chance.Next(3) == 0 ? SizeClass.Of(unit.Population) : null);
        var services = new CubeServices(
            which == 3 ? [service.OzgId, cube.Dimensions.Services[chance.Next(cube.Dimensions.Services.Count)].OzgId] : null,
            which is 4 or 0 ? service.TopicArea : null, chance.Next(8) == 0 ? service.Situation : null, chance.Next(8) == 0 && service.Types is [var type, ..] ? type : null);
        var model = cube.Dimensions.Models[chance.Next(6) == 0 ? chance.Next(cube.Dimensions.Models.Count) : cube.Dimensions.FindModel(MaturityModel.Default)];
        var known = chance.Next(2) == 0 ? long.MaxValue : chance.NextInt64(cube.Position + 1);
        return (
            new CubeQuestion(units, services, model, (LeikaPolicy)chance.Next(3), new DateOnly(2019, 6, 1).AddDays(chance.Next(2_720)), known),
            [.. Enum.GetValues<GroupBy>().OrderBy(_ => chance.Next()).Take(chance.Next(4))]);
    }
}
