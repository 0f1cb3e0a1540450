package season

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestEqualValuesShareTheirRank(t *testing.T) {
	t.Parallel()
	if got := ranks([]float64{3, 1, 3, 2}); !slices.Equal(got, []float64{3.5, 1, 3.5, 2}) {
		t.Errorf("ranks are %v", got)
	}
}

func TestRankCorrelationOfKnownLists(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{1, 2, 3, 4}, []float64{10, 100, 1000, 10000}, 1},
		{[]float64{1, 2, 3, 4}, []float64{4, 3, 2, 1}, -1},
		// IQ and hours of television of ten people, the worked example of many textbooks: −29/165.
		{[]float64{106, 100, 86, 101, 99, 103, 97, 113, 112, 110}, []float64{7, 27, 2, 50, 28, 29, 20, 12, 6, 17}, -29.0 / 165},
		{[]float64{1, 1, 1}, []float64{1, 2, 3}, 0},
	} {
		if got := spearman(c.x, c.y); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("spearman(%v, %v) = %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestRankCorrelationDoesNotCareForTheScale(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-5, 5), 3, 30).Draw(t, "x")
		y := rapid.SliceOfN(rapid.Float64Range(-5, 5), len(x), len(x)).Draw(t, "y")
		r := spearman(x, y)
		if r < -1-1e-9 || r > 1+1e-9 || math.Abs(r-spearman(y, x)) > 1e-9 {
			t.Fatalf("%v is no correlation, or not the same the other way round", r)
		}
		flipped := make([]float64, len(y))
		for i := range y {
			flipped[i] = -3 * y[i]
		}
		if math.Abs(r+spearman(x, flipped)) > 1e-9 {
			t.Fatalf("turned round it is not the opposite")
		}
	})
}

func TestIntervalsHoldTheFigureAndShrinkWithTheSample(t *testing.T) {
	t.Parallel()
	few, many := fisher(0.8, 20), fisher(0.8, 200)
	for _, e := range []Estimate{few, many} {
		if e.Low >= e.Value || e.High <= e.Value {
			t.Errorf("%+v does not hold its value", e)
		}
	}
	if few.High-few.Low <= many.High-many.Low {
		t.Errorf("%+v is not wider than %+v", few, many)
	}
	if both := together([]Estimate{{Value: 0.8, N: 103}, {Value: 0.8, N: 103}}); both.N != 206 || math.Abs(both.Value-0.8) > 1e-3 || both.High >= many.High+0.01 {
		t.Errorf("two depots together are %+v", both)
	}
	low, high := wilson(0, 20)
	if low != 0 || high < 0.15 || high > 0.17 { // the rule of three says 3 ÷ 20
		t.Errorf("none of twenty is %v–%v", low, high)
	}
}

func TestTheBootstrapFindsTheSpreadOfAMean(t *testing.T) {
	t.Parallel()
	e := meanOver(20, func(i int) Estimate { return Estimate{Value: float64(i), N: 1} })
	// Deviation of the mean of 0…19: 5.77 ÷ √20 = 1.29, so about 9.5 ± 2.5.
	if e.Value != 9.5 || e.N != 20 || math.Abs(e.Low-7) > 0.4 || math.Abs(e.High-12) > 0.4 {
		t.Errorf("%+v", e)
	}
	if again := meanOver(20, func(i int) Estimate { return Estimate{Value: float64(i), N: 1} }); again != e {
		t.Errorf("drawn again it is %+v, not %+v", again, e)
	}
}

func TestSharesOfSeasonsAreSharesOfTheirCases(t *testing.T) {
	t.Parallel()
	e := shareOver(2, func(i int) (int, int) { return []int{1, 3}[i], []int{10, 30}[i] })
	if e.Value != 0.1 || e.N != 40 {
		t.Errorf("4 of 40 are %+v", e)
	}
	if e := shareOver(1, func(int) (int, int) { return 0, 0 }); e.N != 0 || e.Low != 0 || e.High != 1 {
		t.Errorf("nothing says %+v", e)
	}
}
