package models

import "testing"

// TestEveryNoticeHasWordsInChinese: the readers of chat robots are depots.
func TestEveryNoticeHasWordsInChinese(t *testing.T) {
	t.Parallel()
	for _, kind := range NoticeKinds {
		if kindTexts[kind] == "" {
			t.Errorf("%s has no words", kind)
		}
	}
}

func TestNotesInChinese(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ kind, note, want string }{
		{"complaint.decided", "upheld: seen on the photo", "成立: seen on the photo"},
		{"complaint.paused", "waiting-for-goods", "等货"},
		{"complaint.step", "2 说好周五来收", "第 2 步 说好周五来收"},
		{"complaint.goodwill", "swapBottles 6 extraCrates 2 谢谢", "换酒(瓶) 6 多收空箱(个) 2 谢谢"},
		{"complaint.goodwill", "minutes 15 ", "多花时间(分钟) 15"},
		{"bottles.settled", "depot: 在驾驶室", "以仓库的数为准: 在驾驶室"},
		{"complaint.resolved", "upheld: 原话", "upheld: 原话"}, // people's own words stay
	} {
		if got := wordsIn(x.kind, x.note); got != x.want {
			t.Errorf("%s %q: %q, want %q", x.kind, x.note, got, x.want)
		}
	}
}
